package dev.ringback.server.functions.waits;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a condition looks at of the event that started its run: it is kept with the wait. */
final class StartedPart {

    /** What is longer is read with the run when it is asked for. */
    private static final int MOST_BYTES = 4_096;

    private StartedPart() {}

    /**
     * The parts of an event, at their places in it; empty when that is too much.
     *
     * @param looksAt the names that lead to each part
     */
    static Optional<String> of(CanonicalJson event, Collection<List<String>> looksAt) {
        CanonicalJson part = looksAt.isEmpty() ? of(Map.of()) : part(event.parsed(), looksAt);
        return part.size() <= MOST_BYTES ? Optional.of(part.toString()) : Optional.empty();
    }

    private static CanonicalJson of(Map<String, CanonicalJson> members) {
        return CanonicalJson.object(members);
    }

    private static CanonicalJson part(ParsedJson value, Collection<List<String>> looksAt) {
        if (looksAt.contains(List.of())) {
            return CanonicalJson.of(value);
        }
        Map<String, List<List<String>>> byName =
                looksAt.stream()
                        .collect(
                                Collectors.groupingBy(
                                        List::getFirst,
                                        Collectors.mapping(
                                                path -> path.subList(1, path.size()),
                                                Collectors.toList())));
        Map<String, CanonicalJson> members = new TreeMap<>();
        byName.forEach((name, rest) -> {
            ParsedJson member = value.members().get(name);
            if (member != null) {
                members.put(name, part(member, rest));
            }
        });
        return of(members);
    }
}
