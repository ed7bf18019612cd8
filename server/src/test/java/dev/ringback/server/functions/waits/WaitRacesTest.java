package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.running.RunWaits;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many runs begin to wait while their events come: each gets one that it waits for, once. */
final class WaitRacesTest {

    private static final int RUNS = 150;

    /** More would wait for a connection of a database in vain. */
    private static final int AT_ONCE = 16;

    private static final int MOST_TURNS = 600;
    private static final String NAME = "order/";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRunGetsItsEvent(long seed, @TempDir Path directory) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (Store store = AnyStore.by(seed).open(directory);
                WaitRig rig = new WaitRig(store);
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int run : IntStream.range(1, RUNS).toArray()) {
                String name = NAME + random.nextInt(RUNS / 2);
                int turns = random.nextInt(MOST_TURNS);
                boolean twice = random.nextInt(3) == 0;
                all.add(threads.submit(() -> publish(rig, name, run, turns, twice)));
                int others = random.nextInt(MOST_TURNS);
                all.add(threads.submit(() -> waits(rig, name, run, others)));
            }
            all.forEach(each -> Eventually.get("done", each));
            rig.settle();
            // What was not matched when it was published is matched by a call of its own.
            Eventually.until(
                    "every run has its event",
                    () -> {
                        rig.settle();
                        return IntStream.range(1, RUNS).allMatch(run -> rig.got(run).isPresent());
                    });
            assertThat(rig.store.documents(OpenWait.KIND)).isEmpty();
        }
    }

    private static void publish(WaitRig rig, String name, int run, int turns, boolean twice) {
        for (int i = 0; i < (twice ? 2 : 1); i++) {
            Event event = rig.event(name, "{'id':" + run + "}");
            Change change = rig.router.publish(List.of(event));
            dawdle(turns);
            rig.done(change);
        }
    }

    private static void waits(WaitRig rig, String name, int run, int turns) {
        Optional<String> condition =
                run % 5 == 0
                        ? Optional.of("async.data.id >= " + run + " && async.data.id <= " + run)
                        : Optional.of(WaitRig.BY_ID);
        Wanted wanted = rig.wanted(run, "step", name, condition, "{'id':" + run + "}");
        dawdle(turns);
        RunWaits.Opened opened = rig.open(wanted);
        dawdle(turns);
        rig.commit(wanted, opened);
    }

    private static void dawdle(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }
}
