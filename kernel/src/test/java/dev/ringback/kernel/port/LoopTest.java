package dev.ringback.kernel.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written of a step that failed. */
final class LoopTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final System.Logger log =
            new System.Logger() {
                @Override
                public String getName() {
                    return "lines";
                }

                @Override
                public boolean isLoggable(Level level) {
                    return true;
                }

                @Override
                public void log(
                        Level level,
                        @Nullable ResourceBundle bundle,
                        String message,
                        Throwable thrown) {
                    lines.add(level + " " + message);
                }

                @Override
                public void log(
                        Level level,
                        @Nullable ResourceBundle bundle,
                        String format,
                        @Nullable Object... parameters) {
                    lines.add(level + " " + format);
                }
            };

    private void fail(RuntimeException why) {
        boolean done =
                Loop.logged("pruning", log)
                        .step(() -> {
                            throw why;
                        });
        assertThat(done).isFalse();
    }

    @Test
    void aStoreThatIsAwayIsNoBug() {
        fail(new StoreException("away"));
        assertThat(lines)
                .containsExactly(
                        "WARNING pruning: a step failed as the store did, and the next is taken");
    }

    @Test
    void whatNobodyExpectedIsABug() {
        fail(new IllegalStateException("oh"));
        assertThat(lines)
                .containsExactly("ERROR pruning: a step failed by a bug, and the next is taken");
    }
}
