package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.tasks.RemoteTask;
import dev.ringback.server.upstreams.UpstreamQueue;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * That a job is at an upstream that calls back, or on its way there. It is there from before the
 * job is handed over until it has ended, and only the job's own call removes it.
 *
 * @param sent how it was handed over
 * @param id by which the upstream knows it; empty until it has said so
 * @param done whether it is done there, and what came of it is yet to be fetched
 * @param told the sequence of the callback that says what came of it; empty until there is one
 * @param denied how often in a row the upstream has said that it knows nothing of it
 */
public record KeptTask(
        Sent sent, Optional<String> id, boolean done, OptionalLong told, int denied) {

    /** The kind of its document. */
    public static final String KIND = "upstream_task";

    /**
     * How a job was handed over last.
     *
     * @param upstream the name of the upstream
     * @param model what that calls the model
     * @param line in which the job stood
     * @param callback whether the upstream knows where to call back
     * @param at when, by the steady time
     */
    public record Sent(
            String upstream, String model, UpstreamQueue line, boolean callback, Instant at) {}

    /** One that is about to be handed over. */
    static KeptTask handingOver(Sent sent) {
        return new KeptTask(sent, Optional.empty(), false, OptionalLong.empty(), 0);
    }

    /** The name of the upstream. */
    public String upstream() {
        return sent.upstream();
    }

    /**
     * The same once the upstream has named it.
     *
     * @param isDone whether it said that it is done, too
     */
    public KeptTask named(String name, boolean isDone) {
        return new KeptTask(sent, Optional.of(name), isDone || done, told, 0);
    }

    /** The same once a callback has said what came of it. */
    public KeptTask toldBy(long event) {
        return new KeptTask(sent, id, done, OptionalLong.of(event), denied);
    }

    /** The same once the upstream has said so often in a row that it knows nothing of it. */
    KeptTask denied(int times) {
        return new KeptTask(sent, id, done, told, times);
    }

    /** Whether a callback has said that it is over. */
    public boolean isKnown() {
        return done || told.isPresent();
    }

    /** How often the upstream is asked: what is there to be fetched is not told once more. */
    TaskPace pace() {
        return sent.callback() && !done ? TaskPace.CALLED_BACK : TaskPace.ASKED;
    }

    /** As the upstream knows it; empty before it has named it. */
    public Optional<RemoteTask> remote(Job job) {
        return id.map(name -> new RemoteTask(name, job.operation(), sent.model(), job.id()));
    }

    /** Its document's body. */
    Payload body() {
        return new JsonObject()
                .put("upstream", sent.upstream())
                .put("model", sent.model())
                .put("line", sent.line().word())
                .put("callback", sent.callback())
                .put("handed_over_at", sent.at().toString())
                .putIfPresent("id", id)
                .put("done", done)
                .putIfPresent("told", told.stream().boxed().findFirst())
                .put("denied", denied)
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
                                    sent(fields),
                                    fields.optional("id"),
                                    fields.flag("done"),
                                    fields.optionalNumber("told")
                                            .map(OptionalLong::of)
                                            .orElseGet(OptionalLong::empty),
                                    Math.toIntExact(fields.number("denied")));
                    fields.close();
                    return task;
                });
    }

    private static Sent sent(StoredRecord fields) {
        return new Sent(
                fields.text("upstream"),
                fields.text("model"),
                fields.word("line", UpstreamQueue::parse),
                fields.flag("callback"),
                Instant.parse(fields.text("handed_over_at")));
    }

    /** The id of the document. */
    static String documentId(Job job) {
        return Sequence.text("", job.event());
    }
}
