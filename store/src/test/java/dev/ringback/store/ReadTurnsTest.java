package dev.ringback.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import java.time.Duration;
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

    private static Object failing() {
        throw new IllegalStateException("no");
    }

    private void requireRefused(ProjectId project) {
        assertThatThrownBy(() -> turns.run(project, () -> "read"))
                .isInstanceOf(StoreException.class)
                .hasMessage("Too many lists are being read at the same time.");
    }
}
