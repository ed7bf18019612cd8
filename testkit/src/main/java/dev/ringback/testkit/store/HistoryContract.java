package dev.ringback.testkit.store;

import org.junit.jupiter.api.Test;

/** After any history there is the same as in a store that looks at everything. */
public interface HistoryContract extends StoreUnderTest {

    @Test
    default void theCountsAreRightAfterAnyHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            new RandomHistory(this, seed).run(60);
        }
    }

    @Test
    default void theListsAreRightAfterAnyHistory() {
        for (long seed = 11; seed <= 14; seed++) {
            RandomHistory history = new RandomHistory(this, seed);
            for (int i = 0; i < 60; i++) {
                history.step();
            }
            history.compareLists(60);
        }
    }
}
