package dev.ringback.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Does the same at random to a store and to one in memory. Ids lie far apart and calls are made
 * long after their events too, as replays make them.
 */
final class RandomHistory {

    static final List<String> KINDS = List.of("delivery", "inference");
    static final List<String> TYPES =
            List.of("order.created", "order.paid", "user.gone", "x", "stripe/invoice.paid");

    /** How many things there are to be seen. */
    private static final int SEEN = 12;

    static final List<String> SOURCES = List.of("src_1", "src_2");

    private final long seed;
    private final StoreUnderTest under;
    private final Random random;
    private final MemoryStore model = new MemoryStore();
    private final List<ProjectId> projects;
    private final List<LaneId> lanes;
    private final List<Event> events = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private long id;
    private Instant now;

    /** The latest that it ever was. */
    private Instant steady;

    /** A history in projects and lanes of its own. */
    RandomHistory(StoreUnderTest under, long seed) {
        this.seed = seed;
        this.under = under;
        this.random = new Random(seed);
        this.now = Samples.START.plus(Duration.ofDays(seed));
        this.steady = now;
        this.id = TimeOrderedIds.floor(now);
        this.projects = List.of(new ProjectId("p" + seed), new ProjectId("q" + seed));
        this.lanes = List.of(lane("a", seed), lane("b", seed), lane("c", seed));
    }

    private static LaneId lane(String name, long seed) {
        return new LaneId("ep_" + name + seed);
    }

    /** Goes so many steps, and compares the counts after each. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            compare();
        }
        under.reopen();
        compare();
    }

    /** One commit, or one pruning. */
    void step() {
        tick();
        if (random.nextInt(8) == 0) {
            Instant before = now.minusSeconds(random.nextInt(30));
            under.store().prune(before, now, 10_000);
            model.prune(before, now, 10_000);
            return;
        }
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            changes.add(random.nextInt(4) == 0 ? change().and(seen()) : change());
        }
        assertThat(under.store().commit(changes).stream().map(Object::getClass).toList())
                .isEqualTo(model.commit(changes).stream().map(Object::getClass).toList());
    }

    /**
     * Mostly the clock goes along with the ids; now and then it is set back, and they run ahead.
     */
    private void tick() {
        Instant told = TimeOrderedIds.moment(id);
        if (random.nextInt(15) == 0) {
            now = now.minusSeconds(random.nextInt(7200));
        } else if (random.nextInt(3) > 0 && told.isAfter(now)) {
            now = told;
        } else {
            now = now.plusSeconds(1);
        }
        steady = now.isAfter(steady) ? now : steady;
    }

    private Change change() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> accept();
            case 2 -> again();
            case 3, 4 -> settle();
            default -> put();
        };
    }

    private Change accept() {
        ProjectId project = any(projects);
        long sequence = next();
        Event event =
                new Event(
                        sequence,
                        project,
                        EventId.of(sequence),
                        any(TYPES),
                        "",
                        now,
                        now,
                        Event.JSON,
                        Payload.of("x".repeat(random.nextInt(50))));
        if (random.nextInt(3) == 0) {
            event = Samples.arrived(event, any(SOURCES), "k" + random.nextInt(50));
        } else if (random.nextBoolean()) {
            event = event.from(new Made("key", random.nextBoolean() ? "k1" : "other"));
        }
        events.add(event);
        List<Call> made = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            made.add(call(event));
        }
        return Change.accept(List.of(event), made);
    }

    /** One or two of few things, seen by a clock that is not set back. */
    private Change seen() {
        long first = next();
        int value = random.nextInt(SEEN);
        Change seen = Change.accept(List.of(), List.of());
        for (int i = random.nextInt(2); i >= 0; i--) {
            SightingKey key = key((value + i) % SEEN);
            Instant end = steady.plusSeconds(random.nextInt(60));
            seen = seen.and(Change.seen(new Sighting(key, first, steady, end)));
        }
        return seen;
    }

    private SightingKey key(int value) {
        return Samples.key(seed + "v" + value);
    }

    /** A call long after its event; the event may be gone by now. */
    private Change again() {
        if (events.isEmpty()) {
            return accept();
        }
        Event event = any(events);
        id += 1L << 39;
        return model.event(event.sequence()).isEmpty()
                ? accept()
                : Change.accept(List.of(), List.of(call(event)));
    }

    private Call call(Event event) {
        Call call =
                Call.of(
                        new CallId(next()),
                        event.project(),
                        any(KINDS),
                        any(lanes),
                        event.sequence(),
                        now);
        calls.add(call);
        return call;
    }

    /** The move of any call, which may have moved already. */
    private Change settle() {
        if (calls.isEmpty()) {
            return accept();
        }
        Call call = any(calls);
        return switch (random.nextInt(6)) {
            case 5 -> moves();
            case 0 -> Samples.attempted(call, new CallState.Waiting(now));
            case 1 -> Samples.attempted(call, new CallState.Dead(now, "gone"));
            case 2 -> Samples.moved(call, new CallState.Cancelled(now));
            default -> Samples.attempted(call, new CallState.Succeeded(now));
        };
    }

    /** The moves of some calls at once, as they were read now or when they were made. */
    private Change moves() {
        Set<CallId> moved = new HashSet<>();
        Change change = Change.accept(List.of(), List.of());
        for (int i = 0; i <= random.nextInt(3); i++) {
            Call made = any(calls);
            Call call =
                    random.nextInt(4) == 0
                            ? made
                            : model.call(made.project(), made.id()).orElse(made);
            if (call.state() instanceof CallState.Waiting && moved.add(call.id())) {
                Instant at = now.plusSeconds(random.nextInt(2));
                change =
                        change.and(
                                (random.nextBoolean()
                                                ? Change.cancel(call, at)
                                                : Change.hasten(call, at))
                                        .orElseThrow());
            }
        }
        return change;
    }

    private Change put() {
        ProjectId project = any(projects);
        String name = "d" + random.nextInt(3);
        Optional<Document> known = model.document("thing", project, name);
        Payload body = Payload.of("y".repeat(random.nextInt(20)));
        if (known.isPresent() && random.nextBoolean()) {
            return Change.delete(known.get());
        }
        return Change.put(
                known.map(document -> document.revise(body))
                        .orElseGet(() -> Document.create("thing", project, name, body))
                        .until(now.plusSeconds(random.nextInt(20))));
    }

    private long next() {
        id += 1 + (random.nextInt(4) == 0 ? 1L << 37 : 0);
        return id;
    }

    /** Reads lists of all kinds to their end, page by page, and compares. */
    void compareLists(int number) {
        Instant start = Samples.START.plus(Duration.ofDays(seed));
        List<Instant> moments = List.of(start, start.plusSeconds(600), now.minusSeconds(600), now);
        new RandomLists(random, projects, lanes, moments).compare(under.store(), model, number);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void compare() {
        for (int value = 0; value < SEEN; value++) {
            assertThat(under.store().seen(key(value), steady))
                    .as("v%s", value)
                    .isEqualTo(model.seen(key(value), steady));
        }
        for (ProjectId project : projects) {
            assertThat(under.store().storedBytes(project))
                    .as("bytes of %s", project)
                    .isEqualTo(model.storedBytes(project));
            for (LaneId lane : lanes) {
                for (String kind : KINDS) {
                    assertThat(under.store().counts(project, kind, lane))
                            .as("%s in %s of %s", kind, lane, project)
                            .isEqualTo(model.counts(project, kind, lane));
                }
            }
        }
    }
}
