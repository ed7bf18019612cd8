package dev.ringback.kernel.model;

import java.time.Instant;
import java.util.Optional;

/** Values that tests need and do not care about. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    public static final LaneId LANE = new LaneId("lane");

    private Samples() {}

    public static Event event(long sequence) {
        return event(sequence, Payload.of("{}"));
    }

    public static Event event(long sequence, Payload payload) {
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

    public static Call call(long id) {
        return call(id, NOW);
    }

    public static Call call(long id, Instant dueAt) {
        return Call.of(new CallId(id), ProjectId.DEFAULT, "test", LANE, id, dueAt);
    }

    public static Call tried(long id, int attempts, Instant dueAt) {
        return call(id).with(new CallState.Waiting(dueAt), attempts);
    }

    public static Change settle(Call call, CallState next) {
        return Change.settle(new Change.Settle(call, Optional.empty(), next, call.attempts()));
    }
}
