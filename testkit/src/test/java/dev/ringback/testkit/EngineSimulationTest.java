package dev.ringback.testkit;

import org.junit.jupiter.api.Test;

/**
 * Engines that live and die on one store while peers fail, people cancel and the disk refuses: no
 * call is lost, none runs twice at once, what is finished stays so.
 */
final class EngineSimulationTest {

    private static final int SEEDS = 200;

    @Test
    void nothingIsLostWhateverHappens() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = new EngineSimulation(seed);
            try {
                simulation.run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
