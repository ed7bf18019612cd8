package dev.ringback.server.functions.cancelling;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.reading.RunQuery;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs of a function that are to be cancelled, and how far that is.
 *
 * @param project whose it is
 * @param number names it
 * @param revision of its document; 0 before it has one
 * @param wanted which runs
 * @param madeAt when somebody asked for it
 * @param next of runs with smaller numbers none has been looked at
 * @param cancelled how many runs have been cancelled
 * @param over whether all have been looked at
 */
public record Cancellation(
        ProjectId project,
        long number,
        long revision,
        Wanted wanted,
        Instant madeAt,
        long next,
        long cancelled,
        boolean over) {

    /** The kind of its document. */
    static final String KIND = "cancellation";

    /** Runs that are looked at in one round. */
    private static final int PAGE = 50;

    /**
     * Which runs are cancelled, if they have not ended.
     *
     * @param function the app's name and the function's id, joined by a hyphen
     * @param app its name
     * @param after begun at or after
     * @param before begun before
     * @param condition over {@code event}, which started them
     */
    public record Wanted(
            String function,
            String app,
            Optional<Instant> after,
            Instant before,
            Optional<String> condition) {}

    /** One that has yet to begin. */
    static Cancellation begun(ProjectId project, long number, Wanted wanted, Instant now) {
        return new Cancellation(project, number, 0, wanted, now, Long.MAX_VALUE, 0, false);
    }

    /** The id by which the world knows it. */
    public String id() {
        return Ulid.of(number);
    }

    /** The runs that are looked at next. */
    RunQuery page() {
        RunQuery all = RunQuery.all(project, PAGE).of(wanted.function());
        return all.between(wanted.after(), Optional.of(wanted.before())).below(next);
    }

    /** After some more runs. */
    Cancellation reached(long place, long more) {
        return new Cancellation(
                project, number, revision, wanted, madeAt, place, cancelled + more, false);
    }

    /** After the last one. */
    Cancellation ended(long more) {
        return new Cancellation(
                project, number, revision, wanted, madeAt, 0, cancelled + more, true);
    }

    /** The document that says so, of the revision after its own. */
    Document document() {
        return document(revision + 1);
    }

    /** The document that it was read of. */
    Document asRead() {
        return document(revision);
    }

    private Document document(long of) {
        JsonObject body =
                new JsonObject()
                        .put("function", wanted.function())
                        .put("app", wanted.app())
                        .putIfPresent("after", wanted.after().map(Instant::toString))
                        .put("before", wanted.before().toString())
                        .putIfPresent("condition", wanted.condition())
                        .put("made_at", madeAt.toString())
                        .put("next", next)
                        .put("cancelled", cancelled)
                        .put("over", over);
        return new Document(KIND, project, id(number), of, body.payload(), Optional.empty());
    }

    static String id(long number) {
        return Sequence.text("", number);
    }

    static Cancellation read(Document document) {
        return StoredRecord.read(
                document.body(),
                "cancellation " + document.id(),
                fields -> {
                    var read =
                            new Cancellation(
                                    document.project(),
                                    Sequence.parse("", document.id()).orElseThrow(),
                                    document.revision(),
                                    wanted(fields),
                                    Instant.parse(fields.text("made_at")),
                                    fields.number("next"),
                                    fields.number("cancelled"),
                                    fields.flag("over"));
                    fields.close();
                    return read;
                });
    }

    private static Wanted wanted(StoredRecord fields) {
        return new Wanted(
                fields.text("function"),
                fields.text("app"),
                fields.optional("after").map(Instant::parse),
                Instant.parse(fields.text("before")),
                fields.optional("condition"));
    }
}
