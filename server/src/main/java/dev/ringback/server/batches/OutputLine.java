package dev.ringback.server.batches;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.net.json.Outline;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.openai.ModelAnswer;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a line: the payload of one event, which is also the line of the output file or the
 * error file. There is one event for each line of a batch that has ended, by an id that follows
 * from the batch's id and the line's place.
 */
final class OutputLine {

    /** Type of the events whose line stands in the output file. */
    static final String COMPLETED = InternalEvents.type("batch.line.completed");

    /** Type of the events whose line stands in the error file. */
    static final String FAILED = InternalEvents.type("batch.line.failed");

    private static final char SEPARATOR = ':';

    private OutputLine() {}

    /** The id of the job of a line. */
    static String job(String batch, int ordinal) {
        return batch + SEPARATOR + ordinal;
    }

    /** The id of the batch that a job is a line of. */
    static String batch(String job) {
        return job.substring(0, job.indexOf(SEPARATOR));
    }

    /** Which line of its batch a job is. */
    static int ordinal(String job) {
        return Integer.parseInt(job, job.indexOf(SEPARATOR) + 1, job.length(), 10);
    }

    /** The id of the event that says what came of a job. */
    static EventId ended(String job) {
        return Announcements.id(job, "ended");
    }

    /** Whether an event says what came of a line. */
    static boolean is(Event event) {
        return event.type().equals(COMPLETED) || event.type().equals(FAILED);
    }

    /** It was answered. */
    static Payload answered(String job, String customId, ModelAnswer answer) {
        return responded(job, customId, 200, answer.json());
    }

    /** It was refused, by the model server or before, as a request by itself would have been. */
    static Payload refused(String job, String customId, int status, JsonObject body) {
        return responded(job, customId, status, body);
    }

    private static Payload responded(String job, String customId, int status, JsonObject body) {
        var response =
                new JsonObject()
                        .put("status_code", status)
                        .put("request_id", named("req_", job))
                        .put("body", body);
        return line(begun(job, Optional.of(customId)).put("response", response).putNull("error"));
    }

    /** There was no answer. */
    static Payload failed(String job, Optional<String> customId, LineFault fault) {
        return line(
                begun(job, customId)
                        .putNull("response")
                        .put("error", fault.line().isPresent() ? fault.json() : fault.head()));
    }

    /**
     * One line for every reader: those of some languages end lines at characters that JSON may hold
     * as they are (U+0085, U+2028, U+2029).
     */
    private static Payload line(JsonObject json) {
        byte[] bytes = json.payload().bytes();
        var out = new JsonWriter(bytes.length + 64);
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            int length = ending(bytes, at);
            if (length > 0) {
                out.bytes(bytes, from, at).json(length == 2 ? "\\u0085" : separator(bytes[at + 2]));
                from = at + length;
            }
        }
        return from == 0 ? Payload.of(bytes) : out.bytes(bytes, from, bytes.length).payload();
    }

    private static String separator(byte last) {
        return last == (byte) 0xa8 ? "\\u2028" : "\\u2029";
    }

    /** How long the character is that some take for the end of a line; 0 for any other. */
    private static int ending(byte[] bytes, int at) {
        if (bytes[at] == (byte) 0xc2 && bytes[at + 1] == (byte) 0x85) {
            return 2;
        }
        return bytes[at] == (byte) 0xe2
                        && bytes[at + 1] == (byte) 0x80
                        && (bytes[at + 2] == (byte) 0xa8 || bytes[at + 2] == (byte) 0xa9)
                ? 3
                : 0;
    }

    /** What a line says that its request took. */
    static BatchUsage usage(Event line) {
        return line.type().equals(COMPLETED)
                ? Outline.of(JsonSlice.all(line.payload().bytes()))
                        .object("response")
                        .flatMap(response -> response.object("body"))
                        .flatMap(body -> body.object("usage"))
                        .flatMap(usage -> JsonTree.readObject(usage.with(Map.of())))
                        .map(BatchUsage::of)
                        .orElse(BatchUsage.NONE)
                : BatchUsage.NONE;
    }

    private static JsonObject begun(String job, Optional<String> customId) {
        return new JsonObject().put("id", named("batch_req_", job)).put("custom_id", customId);
    }

    private static String named(String prefix, String job) {
        return prefix + job.substring(Batch.PREFIX.length()).replace(SEPARATOR, '_');
    }
}
