package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.StepId;
import java.time.Instant;
import java.util.Optional;

/**
 * Who waits for which signal: one step of one run at most. A signal's document is named by a hash
 * of the signal.
 *
 * @param store the disk
 */
public record Signals(Store store) {

    /** The kind of their documents. */
    public static final String KIND = "signal";

    /**
     * Who waits.
     *
     * @param run its number
     * @param signal the name
     * @param until when it is over
     */
    public record Waiter(long run, StepId step, String signal, Instant until, Document document) {}

    /** What came of beginning to wait. */
    public sealed interface Opened {

        /** It waits, once this is on disk. */
        record Waits(Document document) implements Opened {}

        /** Another run waits for it. */
        record Taken() implements Opened {}
    }

    public Optional<Waiter> find(ProjectId project, String signal) {
        return store.document(KIND, project, KeyHash.of(signal))
                .map(Signals::read)
                .filter(waiter -> waiter.signal().equals(signal));
    }

    public Opened open(
            ProjectId project,
            String signal,
            long run,
            StepId step,
            boolean replaces,
            Instant until,
            Instant now) {
        Optional<Document> there = store.document(KIND, project, KeyHash.of(signal));
        boolean taken =
                there.map(Signals::read).filter(other -> other.until().isAfter(now)).isPresent();
        if (taken && !replaces) {
            return new Opened.Taken();
        }
        var body =
                new JsonObject()
                        .put("run", run)
                        .put("step", step.hash())
                        .put("signal", signal)
                        .put("until", until.toString())
                        .payload();
        return new Opened.Waits(
                there.map(document -> document.revise(body))
                        .orElseGet(() -> Document.create(KIND, project, KeyHash.of(signal), body)));
    }

    /** What is deleted when a run does not wait any more; empty when another took its place. */
    public Optional<Document> closed(ProjectId project, String id, long run) {
        return store.document(KIND, project, id).filter(document -> read(document).run() == run);
    }

    private static Waiter read(Document document) {
        return StoredRecord.read(
                document.body(),
                "signal " + document.id(),
                fields ->
                        new Waiter(
                                fields.number("run"),
                                new StepId(fields.text("step")),
                                fields.text("signal"),
                                Instant.parse(fields.text("until")),
                                document));
    }
}
