package dev.ringback.kernel.engine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a lane, and in whatever order its disk and its memory learn of it, nothing is
 * forgotten and nothing runs twice at once.
 */
final class LanePropertyTest {

    private static final int SEEDS = 300;
    private static final int STEPS = 400;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void everyCallRunsToItsEndAndNeverTwiceAtOnce(int capacity) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new LaneWorld(seed, capacity);
            try {
                for (int step = 0; step < STEPS; step++) {
                    world.step();
                }
                world.drain();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "capacity %d, seed %d: %s\n%s"
                                .formatted(capacity, seed, failure.getMessage(), world.history()),
                        failure);
            }
        }
    }
}
