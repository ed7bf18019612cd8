package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.running.RunWaits;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All that publishing, beginning to wait and matching consist of, piece by piece in every order:
 * each run gets the event that it waits for.
 */
final class WaitInterleavingsTest {

    private static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final int ROUNDS = 400;
    private static final int RUNS = 6;
    private static final int NAMES = 3;

    private final ManualTime time = new ManualTime(Samples.NOON);
    private final SeededIds ids = new SeededIds(1_000);
    private final MemoryStore store = new MemoryStore();
    private final PlayedRuns runs = new PlayedRuns(store);
    private final Filters filters = Samples.filters();
    private final Waits waits = new Waits(store, this::commit, filters, time, ids);
    private final MatchKind kind = waits.kind(runs);
    private final Router router = new Router(waits.recipients(), ids, filters);

    /** What may be done next; each does one thing and may leave another one to do. */
    private final List<Runnable> next = new ArrayList<>();

    private final AtomicInteger late = new AtomicInteger();

    /** On a thread of the waits, too. */
    private Committed commit(Change change) {
        synchronized (next) {
            Committed committed = store.commit(List.of(change)).getFirst();
            if (committed instanceof Committed.Done) {
                waits.committed(change);
                change.calls().forEach(call -> next.add(() -> match(call)));
            }
            if (change.events().isEmpty() && !change.calls().isEmpty()) {
                late.incrementAndGet();
            }
            return committed;
        }
    }

    private void later(Runnable step) {
        synchronized (next) {
            next.add(step);
        }
    }

    private void publish(String name, int id) {
        long sequence = ids.next();
        Event event =
                FunctionEvents.event(
                        PROJECT,
                        seen(name, "{\"id\":" + id + "}", Ulid.of(sequence)),
                        sequence,
                        time.now());
        Change published = router.publish(List.of(event));
        later(() -> assertThat(commit(published)).isInstanceOf(Committed.Done.class));
    }

    private void waits(Wanted wanted) {
        RunWaits.Opened opened = waits.openAndLookBack(wanted, Samples.NOON, Set.of(), time.now());
        later(() -> {
            Change change = runs.waits(PROJECT, wanted.run(), wanted.key(), opened);
            assertThat(commit(change)).isInstanceOf(Committed.Done.class);
        });
    }

    private void match(Call call) {
        Event event = store.event(call.event()).orElseThrow();
        Prepared prepared = kind.prepare(call, event, time.now());
        Settlement settlement = ((Prepared.Decide) prepared).settlement();
        later(() -> settle(call, settlement));
    }

    private void settle(Call call, Settlement settlement) {
        time.advance(Duration.ofMillis(1));
        CallState state =
                switch (settlement.outcome()) {
                    case Outcome.Success _ -> new CallState.Succeeded(time.now());
                    case Outcome.Retry _ -> new CallState.Waiting(time.now());
                    case Outcome.Refused(String why) -> new CallState.Dead(time.now(), why);
                };
        Settle move = new Settle(call, Optional.empty(), state, call.attempts());
        Committed committed = commit(settlement.consequences().and(Change.settle(move)));
        boolean again = !(committed instanceof Committed.Done);
        if (again || state instanceof CallState.Waiting) {
            Call moved = again ? call : call.with(state, call.attempts());
            later(() -> match(moved));
        }
    }

    private FunctionEvent seen(String name, String data, String internal) {
        return new FunctionEvent(
                internal,
                name,
                Optional.empty(),
                CanonicalJson.read(data.getBytes(StandardCharsets.UTF_8)).orElseThrow(),
                Optional.empty(),
                time.now(),
                Optional.empty(),
                Optional.empty());
    }

    private Wanted wanted(String name, int run, RandomGenerator random) {
        String other = "async.data.id >= " + run + " && async.data.id <= " + run;
        return new Wanted(
                PROJECT,
                run,
                "step",
                name,
                Optional.of(random.nextInt(4) == 0 ? other : WaitRig.BY_ID),
                seen("app/start", "{\"id\":" + run + "}", Ulid.of(ids.next())),
                time.now().plus(Duration.ofDays(1)));
    }

    private void doOne(RandomGenerator random) {
        Runnable step;
        synchronized (next) {
            step = next.remove(random.nextInt(next.size()));
        }
        step.run();
    }

    private boolean isIdle() {
        synchronized (next) {
            return next.isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachRunGetsTheEventThatItWaitsFor(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        waits.start();
        for (int round = 0; round < ROUNDS; round++) {
            int first = 1 + round * RUNS;
            for (int run = first; run < first + RUNS; run++) {
                // New names are new shapes, of which nobody knows when an event is published.
                String name = round + "/" + random.nextInt(NAMES);
                int id = run;
                later(() -> publish(name, id));
                Wanted wanted = wanted(name, run, random);
                later(() -> waits(wanted));
                later(waits::forget);
            }
            while (!isIdle()) {
                doOne(random);
            }
            for (int run = first; run < first + RUNS; run++) {
                getsIt(run, random);
            }
        }
        assertThat(late.get()).isPositive();
        waits.close();
    }

    /** What was on its way may still get a call of its own. */
    private void getsIt(int run, RandomGenerator random) {
        Eventually.until(
                "run " + run + " has its event",
                () -> {
                    while (!isIdle()) {
                        doOne(random);
                    }
                    return runs.got(PROJECT, run, "step").isPresent();
                });
    }
}
