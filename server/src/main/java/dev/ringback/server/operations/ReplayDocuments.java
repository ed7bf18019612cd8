package dev.ringback.server.operations;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.net.json.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Replays as documents, and back. */
public final class ReplayDocuments {

    /** The kind of their documents. */
    public static final String KIND = "replay";

    /** How long a finished replay can be looked at. */
    private static final Duration KEPT = Duration.ofDays(30);

    private ReplayDocuments() {}

    private record Body(
            Optional<Deliveries> deliveries,
            Optional<Events> events,
            double ratePerSecond,
            Progress progress,
            long createdAt) {}

    private record Deliveries(
            Optional<String> endpoint,
            String state,
            Optional<String> eventType,
            Optional<Long> from,
            Optional<Long> to) {}

    private record Events(List<String> ids, Optional<String> endpoint) {}

    private record Progress(
            String state,
            long place,
            Optional<String> after,
            long matched,
            long created,
            long skipped,
            Optional<Long> finishedAt,
            String error) {}

    /** The first document of a replay. */
    public static Document create(Replay replay) {
        return Document.create(KIND, replay.project(), replay.id(), Records.write(body(replay)));
    }

    /** The next one; a finished replay is kept for a while only. */
    public static Document revise(Document current, Replay replay) {
        Document next = current.revise(Records.write(body(replay)));
        return replay.progress().finishedAt().map(at -> next.until(at.plus(KEPT))).orElse(next);
    }

    public static Replay read(Document document) {
        Body body = Records.read(document.body(), Body.class);
        return new Replay(
                document.id(),
                document.project(),
                selection(body),
                body.ratePerSecond(),
                progress(body.progress()),
                Instant.ofEpochMilli(body.createdAt()));
    }

    private static Body body(Replay replay) {
        Optional<Deliveries> deliveries = Optional.empty();
        Optional<Events> events = Optional.empty();
        switch (replay.selection()) {
            case ReplaySelection.Deliveries selected -> deliveries = Optional.of(write(selected));
            case ReplaySelection.Events(List<String> ids, Optional<LaneId> endpoint) ->
                    events = Optional.of(new Events(ids, endpoint.map(LaneId::value)));
        }
        return new Body(
                deliveries,
                events,
                replay.ratePerSecond(),
                write(replay.progress()),
                replay.createdAt().toEpochMilli());
    }

    private static Deliveries write(ReplaySelection.Deliveries selected) {
        return new Deliveries(
                selected.endpoint().map(LaneId::value),
                selected.state().word(),
                selected.eventType(),
                selected.from().map(Instant::toEpochMilli),
                selected.to().map(Instant::toEpochMilli));
    }

    private static Progress write(Replay.Progress progress) {
        return new Progress(
                progress.state().name().toLowerCase(Locale.ROOT),
                progress.place(),
                Optional.of(progress.after()).filter(after -> !after.isEmpty()),
                progress.matched(),
                progress.created(),
                progress.skipped(),
                progress.finishedAt().map(Instant::toEpochMilli),
                progress.error());
    }

    private static ReplaySelection selection(Body body) {
        if (body.events().isPresent()) {
            Events events = body.events().get();
            return new ReplaySelection.Events(events.ids(), events.endpoint().map(LaneId::new));
        }
        Deliveries deliveries = body.deliveries().orElseThrow();
        return new ReplaySelection.Deliveries(
                deliveries.endpoint().map(LaneId::new),
                StateName.parse(deliveries.state()).orElseThrow(),
                deliveries.eventType(),
                deliveries.from().map(Instant::ofEpochMilli),
                deliveries.to().map(Instant::ofEpochMilli));
    }

    private static Replay.Progress progress(Progress progress) {
        return new Replay.Progress(
                Replay.State.valueOf(progress.state().toUpperCase(Locale.ROOT)),
                progress.place(),
                progress.after().orElse(""),
                progress.matched(),
                progress.created(),
                progress.skipped(),
                progress.finishedAt().map(Instant::ofEpochMilli),
                progress.error());
    }
}
