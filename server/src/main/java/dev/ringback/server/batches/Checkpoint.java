package dev.ringback.server.batches;

import dev.ringback.kernel.Document;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.net.json.Json;
import dev.ringback.server.files.StoredFile;
import java.time.Duration;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
        ObjectNode json = Json.readObject(document.body()).orElseThrow();
        JsonNode next = json.path("next");
        JsonNode tally = json.path("tally");
        return new Checkpoint(
                json.path("file").stringValue(),
                json.path("size").longValue(),
                json.path("total").isNull()
                        ? Optional.empty()
                        : Optional.of(json.path("total").intValue()),
                BitSet.valueOf(Base64.getDecoder().decode(json.path("repeated").stringValue())),
                new FilePosition(
                        next.path(0).longValue(), next.path(1).intValue(), next.path(2).intValue()),
                new Tally(
                        tally.path(0).intValue(),
                        tally.path(1).intValue(),
                        tally.path(2).longValue(),
                        tally.path(3).longValue()),
                json.path("open").valueStream().map(JsonNode::intValue).toList(),
                Json.text(json, "stop").map(StopReason::of),
                Optional.of(json.path("kept"))
                        .filter(JsonNode::isNumber)
                        .map(each -> Duration.ofSeconds(each.longValue())));
    }

    Payload body() {
        ObjectNode json = Json.object().put("file", file).put("size", size);
        Json.put(json, "total", total);
        json.put("repeated", Base64.getEncoder().encodeToString(repeated.toByteArray()));
        json.putArray("next").add(next.offset()).add(next.number()).add(next.lines());
        json.putArray("tally")
                .add(tally.completed())
                .add(tally.failed())
                .add(tally.outputBytes())
                .add(tally.errorBytes());
        ArrayNode lines = json.putArray("open");
        open.forEach(lines::add);
        stop.ifPresent(each -> json.put("stop", each.word()));
        kept.ifPresent(each -> json.put("kept", each.toSeconds()));
        return Json.write(json);
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
