package dev.ringback.testkit.store;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.time.TimeOrderedIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Events, calls and moves for tests; each test has its own, so numbers start anew. */
public final class Samples {

    /** The moment at which a test begins. */
    public static final Instant START = Instant.parse("2026-11-01T12:00:00.123Z");

    /** A project that is not the default one. */
    public static final ProjectId OTHER = new ProjectId("other");

    /** The lane of calls that name none. */
    public static final LaneId LANE = new LaneId("ep_1");

    /** Seconds by which a clock may have stepped, little and much, both ways. */
    static final List<Integer> STEPS = List.of(-3600, -61, -59, 0, 59, 61, 3600);

    private long last = 1_000_000;

    /** A number that was not given before, greater than all before. */
    public long next() {
        return ++last;
    }

    /** An event of the default project without a given id. */
    public Event event() {
        return event(ProjectId.DEFAULT, "generation.completed", START);
    }

    /** An event without a given id. */
    public Event event(ProjectId project, String type, Instant acceptedAt) {
        return event(next(), project, type, acceptedAt);
    }

    /** An event whose id tells another moment than that of its acceptance: the clock stepped. */
    public static Event told(Instant moment, Instant acceptedAt) {
        long sequence = TimeOrderedIds.floor(moment);
        return event(sequence, ProjectId.DEFAULT, "a.b", acceptedAt);
    }

    /** A call made with such an event. */
    public static Call told(Event event) {
        return call(event.sequence() + 1, event, LANE);
    }

    private static Event event(long sequence, ProjectId project, String type, Instant acceptedAt) {
        return new Event(
                sequence,
                project,
                EventId.of(sequence),
                type,
                "gen_" + sequence,
                acceptedAt.minusMillis(5),
                acceptedAt,
                Event.JSON,
                Payload.of("{\"n\": " + sequence + "}"));
    }

    /** An event of the default project whose producer gave it an id. */
    public Event given(String id) {
        return renamed(event(), id);
    }

    /** The same event under an id given by its producer. */
    public static Event renamed(Event event, String id) {
        return new Event(
                event.sequence(),
                event.project(),
                new EventId(id),
                event.type(),
                event.subject(),
                event.occurredAt(),
                event.acceptedAt(),
                event.contentType(),
                event.payload());
    }

    /** The same event as one that came in through a source, as the first with its key. */
    public static Event arrived(Event event, String source, String key) {
        return event.from(
                new Arrived(
                        source,
                        key,
                        OptionalLong.empty(),
                        false,
                        Payload.of("POST /in/t HTTP/1.1\r\nX-Key: " + key)));
    }

    /** The same event with other bytes. */
    public static Event carrying(Event event, Payload payload) {
        return event.with(payload, List.of());
    }

    /** A call that carries an event, due at once. */
    public Call call(Event event) {
        return call(event, LANE);
    }

    /** A call in some lane that carries an event, due at once. */
    public Call call(Event event, LaneId lane) {
        return call(next(), event, lane);
    }

    private static Call call(long id, Event event, LaneId lane) {
        return Call.of(
                new CallId(id),
                event.project(),
                "delivery",
                lane,
                event.sequence(),
                event.acceptedAt());
    }

    /** A call in some lane, due at some time, and tried so many times. */
    public Call call(Event event, LaneId lane, Instant dueAt, int attempts) {
        return call(event, lane).with(new CallState.Waiting(dueAt), attempts);
    }

    /** A key, like a digest of a text. */
    public static SightingKey key(String text) {
        UUID digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return new SightingKey(digest.getMostSignificantBits(), digest.getLeastSignificantBits());
    }

    /** An event together with calls. */
    public static Change accept(Event event, Call... calls) {
        return Change.accept(List.of(event), List.of(calls));
    }

    /** The next attempt of a call, and the state that it brings. */
    public static Change attempted(Call call, CallState next) {
        int number = call.attempts() + 1;
        return Change.settle(new Settle(call, Optional.of(attempt(number)), next, number));
    }

    /** A move without an attempt. */
    public static Change moved(Call call, CallState next) {
        return Change.settle(new Settle(call, Optional.empty(), next, call.attempts()));
    }

    /** An attempt with something in every field. */
    public static Attempt attempt(int number) {
        return new Attempt(
                number,
                START.plusSeconds(number),
                new Timing(11, 22, 33, 44),
                503,
                "503 Service Unavailable\n twice",
                List.of(new Header("webhook-id", "evt_1"), new Header("x-empty", "")),
                List.of(
                        new Header("X-Note", "a: b: c"),
                        new Header("Set-Cookie", "a=1"),
                        new Header("Set-Cookie", "b=2")),
                Payload.of(new byte[] {0, -1, 10, 13}));
    }

    /** Succeeded so long after the start. */
    public static CallState succeeded(Duration later) {
        return new CallState.Succeeded(START.plus(later));
    }
}
