package dev.ringback.server.batches;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The result of validating a whole input file. */
sealed interface Validation {

    /**
     * It can be run; what is wrong with single lines is said when their turn comes.
     *
     * @param total lines that are not blank
     * @param repeated those whose {@code custom_id} an earlier one has
     */
    record Sound(int total, BitSet repeated) implements Validation {}

    /** It cannot. */
    record Unsound(LineFault fault) implements Validation {}

    static Validation of(FileLines lines) {
        Set<String> known = new HashSet<>();
        BitSet repeated = new BitSet();
        int total = 0;
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            total = line.get().ordinal();
            if (total > BatchLimits.LINES) {
                return new Unsound(
                        LineFault.of(
                                        "too_many_lines",
                                        "The input file has more than %d lines."
                                                .formatted(BatchLimits.LINES))
                                .at(line.get().number()));
            }
            Optional<String> id = line.get().text().flatMap(LineReader::customId);
            if (id.isPresent() && !known.add(id.get())) {
                repeated.set(total);
            }
        }
        return total == 0
                ? new Unsound(LineFault.of("empty_file", "The input file has no lines."))
                : new Sound(total, repeated);
    }
}
