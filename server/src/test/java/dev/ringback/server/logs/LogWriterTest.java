package dev.ringback.server.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is under the log may fail; logging goes on. */
class LogWriterTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Optional<Throwable> fault = Optional.empty();
    private final LogWriter writer =
            new LogWriter(
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            write(new byte[] {(byte) b}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            fail();
                            written.write(bytes, offset, length);
                        }
                    },
                    LogFormat.TEXT,
                    InstantSource.system(),
                    100,
                    new RepeatedLines());

    private void fail() throws IOException {
        if (fault.isPresent()) {
            failures.incrementAndGet();
            switch (fault.get()) {
                case IOException full -> throw full;
                case Error error -> throw error;
                default -> throw new AssertionError(fault.get());
            }
        }
    }

    private void failsWith(Throwable why) {
        fault = Optional.of(why);
        writer.start();
        writer.write("lost\n");
        Eventually.until("it has tried", () -> failures.get() > 0);
        fault = Optional.empty();
        Eventually.until(
                "it writes again, and says that lines are missing",
                () -> {
                    writer.write("kept\n");
                    return written.toString(UTF_8).contains("kept")
                            && written.toString(UTF_8).contains("log lines were dropped");
                });
        writer.close();
        assertThat(written.toString(UTF_8)).doesNotContain("lost");
    }

    @Test
    void aDiskThatWasFullIsWrittenToAgain() {
        failsWith(new IOException("the disk is full"));
        assertThat(written.toString(UTF_8)).contains("lines=");
    }

    @Test
    void anErrorIsNotTheEndOfTheLog() {
        failsWith(new NoClassDefFoundError("LogLine"));
        assertThat(written.toString(UTF_8)).contains("lines=");
    }
}
