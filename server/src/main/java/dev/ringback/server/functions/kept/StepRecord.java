package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A step that has ended, as it is kept.
 *
 * @param id which it is
 * @param name what its author called it
 * @param op what it does, in a word
 * @param type what kind of step it is, as SDKs say it
 * @param memo what the function sees of it
 * @param input what it was given
 * @param metadata what its app keeps about it, an array
 * @param attempts how often it was tried
 * @param startedAt when it began
 * @param endedAt when it ended
 */
public record StepRecord(
        StepId id,
        String name,
        String op,
        Optional<String> type,
        CanonicalJson memo,
        Optional<CanonicalJson> input,
        Optional<CanonicalJson> metadata,
        int attempts,
        Instant startedAt,
        Instant endedAt) {

    /** The kind of its document. */
    public static final String KIND = "step";

    /** Whether it did nothing but let time pass. */
    public boolean isSleep() {
        return op.equals(StepWords.SLEEP);
    }

    /** Whether it waited for something that did not come. */
    public boolean timedOut() {
        return (op.equals(StepWords.WAIT) || op.equals(StepWords.SIGNAL))
                && memo.equals(CanonicalJson.NULL);
    }

    /** What it came to: what it returned, or the error, out of what functions see of it. */
    public CanonicalJson outcome() {
        Map<String, ParsedJson> members = memo.parsed().members();
        return members.size() == 1 && (members.containsKey("data") || members.containsKey("error"))
                ? CanonicalJson.of(members.values().iterator().next())
                : memo;
    }

    /** What the ids of a run's steps begin with. */
    static String prefix(long run) {
        return Sequence.text("", run) + ".";
    }

    public Document document(ProjectId project, long run) {
        JsonObject body =
                new JsonObject()
                        .put("name", name)
                        .put("op", op)
                        .putIfPresent("type", type)
                        .put("memo", memo.toString())
                        .putIfPresent("input", input.map(Object::toString))
                        .putIfPresent("metadata", metadata.map(Object::toString))
                        .put("attempts", attempts)
                        .put("started_at", startedAt.toString())
                        .put("ended_at", endedAt.toString());
        return Document.create(KIND, project, prefix(run) + id.hash(), body.payload());
    }

    /** The step of a document. */
    public static StepRecord read(Document document) {
        StepId id = new StepId(document.id().substring(document.id().indexOf('.') + 1));
        return StoredRecord.read(
                document.body(),
                "step " + document.id(),
                fields -> {
                    var step =
                            new StepRecord(
                                    id,
                                    fields.text("name"),
                                    fields.text("op"),
                                    fields.optional("type"),
                                    RunJson.json(fields.text("memo")),
                                    fields.optional("input").map(RunJson::json),
                                    fields.optional("metadata").map(RunJson::json),
                                    (int) fields.number("attempts"),
                                    Instant.parse(fields.text("started_at")),
                                    Instant.parse(fields.text("ended_at")));
                    fields.close();
                    return step;
                });
    }
}
