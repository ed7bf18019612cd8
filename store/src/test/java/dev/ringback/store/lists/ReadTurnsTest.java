package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.Eventually;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long reads take turns, and a project leaves room for others. */
final class ReadTurnsTest {

    private static final ProjectId ONE = new ProjectId("one");
    private static final ProjectId TWO = new ProjectId("two");

    private final ReadTurns turns = new ReadTurns(2, 1, Duration.ZERO);

    @Test
    void aProjectHasNoMorePlacesThanItsShare() {
        turns.run(
                ONE,
                () -> {
                    requireRefused(ONE);
                    assertThat(turns.run(TWO, () -> "read")).isEqualTo("read");
                    return "";
                });
        assertThat(turns.run(ONE, () -> "read")).isEqualTo("read");
    }

    @Test
    void thereAreNoMorePlacesThanThat() {
        turns.run(
                ONE,
                () ->
                        turns.run(
                                TWO,
                                () -> {
                                    requireRefused(new ProjectId("three"));
                                    return "";
                                }));
    }

    @Test
    void whatFailsGivesItsPlaceBack() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> turns.run(ONE, ReadTurnsTest::failing))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whoeverWaitsIsToldWithTheFirstThatTheDatabaseIsSilent() {
        ReadTurns one = new ReadTurns(1, 1, Eventually.PATIENCE);
        List<Thread> waiting = new ArrayList<>();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        assertThatThrownBy(() ->
                        one.run(
                                ONE,
                                () -> {
                                    for (int i = 0; i < 3; i++) {
                                        waiting.add(asking(one, told));
                                    }
                                    waiting.forEach(ReadTurnsTest::untilItWaits);
                                    throw silent();
                                }))
                .hasMessage("no answer");
        waiting.forEach(thread -> Eventually.ended("a list", thread));
        assertThat(told).hasSize(3).containsOnly("The database does not answer.");
        assertThat(one.run(TWO, () -> "read")).isEqualTo("read");
    }

    private static Thread asking(ReadTurns turns, List<String> told) {
        return Thread.startVirtualThread(() -> {
            try {
                told.add(turns.run(TWO, () -> "read"));
            } catch (StoreException e) {
                told.add(e.getMessage());
            }
        });
    }

    private static void untilItWaits(Thread thread) {
        Eventually.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static StoreException silent() {
        return new StoreException(
                "no answer", new SQLException("read", new SocketTimeoutException("silent")));
    }

    private static Object failing() {
        throw new IllegalStateException("no");
    }

    private void requireRefused(ProjectId project) {
        assertThatThrownBy(() -> turns.run(project, () -> "read"))
                .isInstanceOf(StoreBusyException.class)
                .hasMessage("Too many lists are being read at the same time.");
    }
}
