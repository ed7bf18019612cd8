package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import dev.ringback.server.functions.kept.KeyHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A schedule of a function, as it is kept. It says which planned time is next; every earlier one
 * has had its turn.
 *
 * @param project whose it is
 * @param function which it starts
 * @param trigger what its app asks for
 * @param revision of its document
 * @param next when it starts the function next
 * @param call waits for that
 * @param started sequence of the event by which it started the function last; empty when it has not
 *     yet
 */
record CronSchedule(
        ProjectId project,
        UUID function,
        OnSchedule trigger,
        long revision,
        CronPlan next,
        CallId call,
        Optional<Long> started) {

    /** The kind of its document. */
    static final String KIND = "cron";

    /** What the ids of a function's schedules begin with. */
    static String prefix(UUID function) {
        return function + ":";
    }

    /** Of which there is one for a function and a text. */
    static String id(UUID function, String cron) {
        return prefix(function) + KeyHash.of(cron);
    }

    String id() {
        return id(function, trigger.cron());
    }

    /** The same with what is asked for now. */
    CronSchedule with(OnSchedule other) {
        return new CronSchedule(project, function, other, revision, next, call, started);
    }

    /** The next revision, which waits for another time. */
    CronSchedule revise(CronPlan other, CallId waiting) {
        return new CronSchedule(project, function, trigger, revision + 1, other, waiting, started);
    }

    /** The same, which has started the function by an event. */
    CronSchedule startedBy(long event) {
        return new CronSchedule(
                project, function, trigger, revision, next, call, Optional.of(event));
    }

    Document document() {
        JsonObject body =
                new JsonObject()
                        .put("function", function.toString())
                        .put("cron", trigger.cron())
                        .put("jitter_ms", trigger.jitter().toMillis())
                        .put("planned_at", next.planned().toString())
                        .put("fires_at", next.fires().toString())
                        .put("call", call.toString())
                        .putIfPresent("started_by", started);
        return new Document(KIND, project, id(), revision, body.payload(), Optional.empty());
    }

    static CronSchedule read(Document document) {
        return StoredRecord.read(
                document.body(),
                "schedule " + document.id(),
                fields -> {
                    var schedule =
                            new CronSchedule(
                                    document.project(),
                                    UUID.fromString(fields.text("function")),
                                    new OnSchedule(
                                            fields.text("cron"),
                                            Duration.ofMillis(fields.number("jitter_ms"))),
                                    document.revision(),
                                    new CronPlan(
                                            Instant.parse(fields.text("planned_at")),
                                            Instant.parse(fields.text("fires_at"))),
                                    fields.word("call", CallId::parse),
                                    fields.optionalNumber("started_by"));
                    fields.close();
                    return schedule;
                });
    }
}
