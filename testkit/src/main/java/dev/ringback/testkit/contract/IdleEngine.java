package dev.ringback.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine of no kinds and no policies: it commits and moves calls, and starts none. */
final class IdleEngine implements AutoCloseable {

    private final Heard heard = new Heard();
    private final Engine engine;

    IdleEngine(Store store, List<Follower> followers) {
        engine =
                new Engine(
                        store,
                        List.of(),
                        _ -> Optional.empty(),
                        ManualTime.atNoon(),
                        heard,
                        followers,
                        EngineLimits.DEFAULT,
                        new ByteBudget(64 << 20, 8 << 20),
                        new SharedLimits());
        engine.start();
    }

    Engine engine() {
        return engine;
    }

    /** Commits a change, which must be done whole. */
    void commit(Change change) {
        assertThat(engine.commit(change)).isEqualTo(Committed.Done.ALL);
    }

    /** How many transactions it has committed. */
    int commits() {
        return heard.commits.get();
    }

    /** What it reported as bugs. */
    Queue<Throwable> bugs() {
        return heard.bugs;
    }

    @Override
    public void close() {
        boolean _ = engine.stop(Duration.ZERO);
    }

    /** Keeps the bugs that it hears of, and counts commits. */
    private static final class Heard implements EngineListener {

        private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
        private final AtomicInteger commits = new AtomicInteger();

        @Override
        public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {}

        @Override
        public void accepted(int events, int duplicates) {}

        @Override
        public void committed(int changes, Duration took) {
            commits.incrementAndGet();
        }

        @Override
        public void broke(Call call, RuntimeException bug) {
            bugs.add(bug);
        }

        @Override
        public void commitFailed(int changes, Exception cause) {}

        @Override
        public void failed(String loop, Throwable why) {
            bugs.add(why);
        }

        @Override
        public void ended(Throwable why) {
            bugs.add(why);
        }
    }
}
