package dev.ringback.server.operations;

import dev.ringback.kernel.model.Document;
import dev.ringback.net.json.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Replays as documents, and back. */
public final class ReplayDocuments {

    /** The kind of their documents. */
    public static final String KIND = "replay";

    /** How long a finished replay can be looked at. */
    private static final Duration KEPT = Duration.ofDays(30);

    private ReplayDocuments() {}

    private record Body(
            Optional<ReplaySelection.Deliveries> deliveries,
            Optional<ReplaySelection.Events> events,
            Optional<ReplaySelection.Unmatched> unmatched,
            Optional<ReplaySelection.Missed> missed,
            Optional<ReplaySelection.Requests> requests,
            Optional<ReplaySelection.Runs> runs,
            double ratePerSecond,
            Replay.Progress progress,
            Instant createdAt) {

        static Body of(Replay replay) {
            ReplaySelection selection = replay.selection();
            return new Body(
                    selection instanceof ReplaySelection.Deliveries deliveries
                            ? Optional.of(deliveries)
                            : Optional.empty(),
                    selection instanceof ReplaySelection.Events events
                            ? Optional.of(events)
                            : Optional.empty(),
                    selection instanceof ReplaySelection.Unmatched unmatched
                            ? Optional.of(unmatched)
                            : Optional.empty(),
                    selection instanceof ReplaySelection.Missed missed
                            ? Optional.of(missed)
                            : Optional.empty(),
                    selection instanceof ReplaySelection.Requests requests
                            ? Optional.of(requests)
                            : Optional.empty(),
                    selection instanceof ReplaySelection.Runs runs
                            ? Optional.of(runs)
                            : Optional.empty(),
                    replay.ratePerSecond(),
                    replay.progress(),
                    replay.createdAt());
        }

        ReplaySelection selection() {
            return deliveries
                    .<ReplaySelection>map(each -> each)
                    .or(() -> events)
                    .or(() -> unmatched)
                    .or(() -> missed)
                    .or(() -> requests)
                    .or(() -> runs)
                    .orElseThrow();
        }
    }

    /** The first document of a replay. */
    public static Document create(Replay replay) {
        return Document.create(KIND, replay.project(), replay.id(), Records.store(Body.of(replay)));
    }

    /** The next one; a finished replay is kept for a while only. */
    public static Document revise(Document current, Replay replay) {
        Document next = current.revise(Records.store(Body.of(replay)));
        return replay.progress().finishedAt().map(at -> next.until(at.plus(KEPT))).orElse(next);
    }

    public static Replay read(Document document) {
        Body body = Records.read(document.body(), Body.class);
        return new Replay(
                document.id(),
                document.project(),
                body.selection(),
                body.ratePerSecond(),
                body.progress(),
                body.createdAt());
    }
}
