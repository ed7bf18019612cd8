package dev.ringback.server.batches;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.openai.ModelAnswer;
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
        var response =
                new JsonObject()
                        .put("status_code", 200)
                        .put("request_id", named("req_", job))
                        .put("body", answer.json());
        return begun(job, Optional.of(customId))
                .put("response", response)
                .putNull("error")
                .payload();
    }

    /** It was not. */
    static Payload failed(String job, Optional<String> customId, LineFault fault) {
        return begun(job, customId)
                .putNull("response")
                .put("error", fault.line().isPresent() ? fault.json() : fault.head())
                .payload();
    }

    private static JsonObject begun(String job, Optional<String> customId) {
        return new JsonObject().put("id", named("batch_req_", job)).put("custom_id", customId);
    }

    private static String named(String prefix, String job) {
        return prefix + job.substring(Batch.PREFIX.length()).replace(SEPARATOR, '_');
    }
}
