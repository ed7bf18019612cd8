package dev.ringback.server.batches;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.files.StoredFile;
import java.time.Duration;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The progress of a batch that has not ended, as it is kept on disk. It is written together with
 * the jobs that it tells of, so it is never ahead of them and never behind.
 *
 * @param file id of the input file
 * @param size of the input file, in bytes
 * @param total lines of the file; empty while it has not been looked through
 * @param repeated lines whose {@code custom_id} an earlier one has, by ordinal
 * @param next where the next line to become a job begins
 * @param tally what those that had ended came to, as far as was known
 * @param open ordinals of the lines that had become jobs, and were not known to have ended
 * @param stop why no further lines become jobs
 * @param kept how long the files that it writes are kept at most
 */
record Checkpoint(
        String file,
        long size,
        Optional<Integer> total,
        BitSet repeated,
        FilePosition next,
        Tally tally,
        List<Integer> open,
        Optional<StopReason> stop,
        Optional<Duration> kept) {

    /** Kind of the documents; their ids are those of the batches. */
    static final String KIND = "open-batch";

    Checkpoint {
        open = List.copyOf(open);
    }

    static Checkpoint begun(StoredFile input, Optional<Duration> kept) {
        return new Checkpoint(
                input.id(),
                input.bytes(),
                Optional.empty(),
                new BitSet(),
                FilePosition.START,
                Tally.NONE,
                List.of(),
                Optional.empty(),
                kept);
    }

    static Document document(ProjectId project, String batch, Checkpoint checkpoint) {
        return Document.create(KIND, project, batch, checkpoint.body());
    }

    static Checkpoint of(Document document) {
        JsonObject json = JsonTree.readObject(document.body()).orElseThrow();
        JsonTree next = json.at("next");
        JsonTree tally = json.at("tally");
        return new Checkpoint(
                json.text("file").orElseThrow(),
                json.whole("size"),
                Optional.of(json.at("total")).filter(JsonTree::isNumber).map(JsonTree::count),
                BitSet.valueOf(Base64.getDecoder().decode(json.text("repeated").orElseThrow())),
                new FilePosition(next.at(0).whole(), next.at(1).count(), next.at(2).count()),
                new Tally(
                        tally.at(0).count(),
                        tally.at(1).count(),
                        tally.at(2).whole(),
                        tally.at(3).whole(),
                        BatchUsage.kept(json.at("usage"))),
                json.at("open").elements().map(JsonTree::count).toList(),
                json.text("stop").map(StopReason::of),
                Optional.of(json.at("kept"))
                        .filter(JsonTree::isNumber)
                        .map(each -> Duration.ofSeconds(each.whole())));
    }

    Payload body() {
        return new JsonObject()
                .put("file", file)
                .put("size", size)
                .put("total", total)
                .put("repeated", Base64.getEncoder().encodeToString(repeated.toByteArray()))
                .put("next", List.of(next.offset(), next.number(), next.lines()))
                .put(
                        "tally",
                        List.of(
                                tally.completed(),
                                tally.failed(),
                                tally.outputBytes(),
                                tally.errorBytes()))
                .put("usage", tally.usage().numbers())
                .put("open", open)
                .putIfPresent("stop", stop.map(StopReason::word))
                .putIfPresent("kept", kept.map(Duration::toSeconds))
                .payload();
    }

    /** Whether all lines have become jobs, or needed none. */
    boolean submitted() {
        return total.filter(lines -> next.lines() >= lines).isPresent();
    }

    /** What is wrong with the batch as a whole. */
    List<LineFault> faults() {
        return stop.filter(why -> why == StopReason.LOST).map(StopReason::fault).stream().toList();
    }

    /** The same after the file has been looked through. */
    Checkpoint counted(int lines, BitSet repeats) {
        return new Checkpoint(
                file, size, Optional.of(lines), repeats, next, tally, open, stop, kept);
    }

    /** The same after further lines have become jobs. */
    Checkpoint at(FilePosition place, Tally ended, List<Integer> notEnded) {
        return new Checkpoint(file, size, total, repeated, place, ended, notEnded, stop, kept);
    }

    /** The same, to end before all lines are run. */
    Checkpoint stopping(StopReason why) {
        return new Checkpoint(
                file, size, total, repeated, next, tally, open, Optional.of(why), kept);
    }
}
