package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.tasks.RemoteTask;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * That a job is at an upstream that calls back, or on its way there. It is there from before the
 * job is handed over until it has ended, and only the job's own call removes it.
 *
 * @param upstream the name of the upstream
 * @param model what that calls the model
 * @param callback whether the upstream knows where to call back
 * @param handedOverAt when it was sent there last, by the steady time
 * @param id by which the upstream knows it; empty until it has said so
 * @param done whether it is done there, and what came of it is yet to be fetched
 * @param told the sequence of the callback that says what came of it; empty until there is one
 */
public record KeptTask(
        String upstream,
        String model,
        boolean callback,
        Instant handedOverAt,
        Optional<String> id,
        boolean done,
        OptionalLong told) {

    /** The kind of its document. */
    public static final String KIND = "upstream_task";

    /** One that is about to be handed over. */
    static KeptTask handingOver(String upstream, String model, boolean callback, Instant now) {
        return new KeptTask(
                upstream, model, callback, now, Optional.empty(), false, OptionalLong.empty());
    }

    /**
     * The same once the upstream has named it.
     *
     * @param isDone whether it said that it is done, too
     */
    public KeptTask named(String name, boolean isDone) {
        return new KeptTask(
                upstream, model, callback, handedOverAt, Optional.of(name), isDone || done, told);
    }

    /** The same once a callback has said what came of it. */
    public KeptTask toldBy(long event) {
        return new KeptTask(
                upstream, model, callback, handedOverAt, id, done, OptionalLong.of(event));
    }

    /** Whether a callback has said that it is over. */
    public boolean isKnown() {
        return done || told.isPresent();
    }

    /** How often the upstream is asked: what is there to be fetched is not told once more. */
    TaskPace pace() {
        return callback && !done ? TaskPace.CALLED_BACK : TaskPace.ASKED;
    }

    /** As the upstream knows it; empty before it has named it. */
    public Optional<RemoteTask> remote(Job job) {
        return id.map(name -> new RemoteTask(name, job.operation(), model, job.id()));
    }

    /** Its document's body. */
    Payload body() {
        return new JsonObject()
                .put("upstream", upstream)
                .put("model", model)
                .put("callback", callback)
                .put("handed_over_at", handedOverAt.toString())
                .putIfPresent("id", id)
                .put("done", done)
                .putIfPresent("told", told.stream().boxed().findFirst())
                .payload();
    }

    static KeptTask of(Document document) {
        String what = "task %s of project %s".formatted(document.id(), document.project());
        return StoredRecord.read(
                document.body(),
                what,
                fields -> {
                    var task =
                            new KeptTask(
                                    fields.text("upstream"),
                                    fields.text("model"),
                                    fields.flag("callback"),
                                    Instant.parse(fields.text("handed_over_at")),
                                    fields.optional("id"),
                                    fields.flag("done"),
                                    fields.optionalNumber("told")
                                            .map(OptionalLong::of)
                                            .orElseGet(OptionalLong::empty));
                    fields.close();
                    return task;
                });
    }

    /** The id of the document. */
    static String documentId(Job job) {
        return Sequence.text("", job.event());
    }
}
