package dev.ringback.kernel;

import java.time.Instant;
import java.util.Optional;

/** Values that tests need and do not care about. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final LaneId LANE = new LaneId("lane");

    /** What every call gets that starts, where memory does not matter. */
    static final ByteBudget.Share SHARE = new ByteBudget(3, 0).ofNobody().take(1).orElseThrow();

    static final Claim.Room ROOM =
            new Claim.Room() {
                @Override
                public Optional<ByteBudget.Share> claim(Window.Item item) {
                    return Optional.of(SHARE);
                }

                @Override
                public long needs(Window.Item item) {
                    return 1;
                }
            };

    private Samples() {}

    /** What a lane asks for places that it shares with nobody. */
    static SharedLimits.Contender places() {
        return new SharedLimits().contender(() -> {});
    }

    static Event event(long sequence) {
        return event(sequence, Payload.of("{}"));
    }

    static Event event(long sequence, Payload payload) {
        return new Event(
                sequence,
                ProjectId.DEFAULT,
                EventId.of(sequence),
                "test.happened",
                "",
                NOW,
                NOW,
                Event.JSON,
                payload);
    }

    static Call call(long id) {
        return call(id, NOW);
    }

    static Call call(long id, Instant dueAt) {
        return Call.of(new CallId(id), ProjectId.DEFAULT, "test", LANE, id, dueAt);
    }

    static Call tried(long id, int attempts, Instant dueAt) {
        return call(id).with(new CallState.Waiting(dueAt), attempts);
    }

    static Change settle(Call call, CallState next) {
        return Change.settle(new Change.Settle(call, Optional.empty(), next, call.attempts()));
    }
}
