package dev.ringback.server.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Timing;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.005Z");
    private static final Call CALL =
            Call.of(
                    new CallId(1),
                    new ProjectId("default"),
                    "delivery",
                    new LaneId("endpoint-1"),
                    9,
                    NOW);

    private static Event event(String type) {
        return new Event(
                9,
                CALL.project(),
                new EventId("order-7"),
                type,
                "",
                NOW,
                NOW,
                Event.JSON,
                Payload.of("payload that must not be logged"));
    }

    private static Attempt attempt(int status, String error) {
        return new Attempt(
                2,
                NOW,
                new Timing(0, 0, 0, 12_034),
                status,
                error,
                List.of(new Header("Authorization", "header that must not be logged")),
                List.of(),
                Payload.of("body that must not be logged"));
    }

    private static String logged(LogFormat format, Attempt attempt, Outcome outcome) {
        var out = new ByteArrayOutputStream();
        try (Logs logs = Logs.to(out, format)) {
            logs.attempted(CALL, event("order.paid"), attempt, outcome);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String logged(LogFormat format, LogRecord entry) {
        var out = new ByteArrayOutputStream();
        try (Logs logs = Logs.to(out, format)) {
            logs.handler().publish(entry);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static LogRecord entry(Level level, String message) {
        var entry = new LogRecord(level, message);
        entry.setLoggerName("dev.ringback.Some");
        entry.setInstant(NOW);
        return entry;
    }

    @Test
    void anAttemptIsOneLineOfText() {
        assertThat(logged(LogFormat.TEXT, attempt(200, ""), new Outcome.Success()))
                .isEqualTo(
                        "2026-01-31T12:00:00.017Z INFO attempt call="
                                + CALL.id()
                                + " kind=delivery project=default lane=endpoint-1 event=order-7"
                                + " type=order.paid attempt=2 status=200 total_ms=12.034"
                                + " outcome=success\n");
    }

    @Test
    void anAttemptIsOneObjectOfJson() {
        String line = logged(LogFormat.JSON, attempt(503, "busy"), new Outcome.Retry(NOW, "busy"));

        assertThat(line)
                .isEqualTo(
                        "{\"time\":\"2026-01-31T12:00:00.017Z\",\"level\":\"INFO\","
                                + "\"message\":\"attempt\",\"call\":\""
                                + CALL.id()
                                + "\",\"kind\":\"delivery\",\"project\":\"default\","
                                + "\"lane\":\"endpoint-1\",\"event\":\"order-7\","
                                + "\"type\":\"order.paid\",\"attempt\":2,\"status\":503,"
                                + "\"total_ms\":12.034,\"outcome\":\"retry\",\"error\":\"busy\","
                                + "\"due_at\":\"2026-01-31T12:00:00.005Z\"}\n");
        assertThat(Outline.read(Payload.of(line.strip()), Strictness.REQUEST))
                .isInstanceOf(Outline.Reading.Members.class);
    }

    @Test
    void nothingThatAPeerSaysBreaksALine() {
        String wild = "a\nb\r\u0000\u001b[31m \"q\" \\ \u2028 \u202e \u0085 é \ud800";

        String text = logged(LogFormat.TEXT, attempt(500, wild), new Outcome.Refused("no"));
        String json = logged(LogFormat.JSON, attempt(500, wild), new Outcome.Refused("no"));

        String escaped =
                "\"a\\nb\\r\\u0000\\u001b[31m \\\"q\\\" \\\\ \\u2028 \\u202e \\u0085 é \\ud800\"";
        assertThat(text).contains(" WARN ", " error=" + escaped).containsOnlyOnce("\n");
        assertThat(json).contains("\"error\":" + escaped).containsOnlyOnce("\n");
    }

    @Test
    void payloadsAndHeadersAreNotLogged() {
        for (LogFormat format : LogFormat.values()) {
            assertThat(logged(format, attempt(200, ""), new Outcome.Success()))
                    .doesNotContain("must not be logged");
        }
    }

    @Test
    void aLongValueIsCut() {
        String line =
                logged(LogFormat.TEXT, attempt(500, "x".repeat(5_000)), new Outcome.Refused(""));

        assertThat(line).contains("x...").hasSizeLessThan(2_500);
    }

    @Test
    void whatTheCodeSaysIsLoggedToo() {
        LogRecord entry = entry(Level.WARNING, "disk is {0} full\nnow");
        entry.setParameters(new Object[] {"90 %"});

        assertThat(logged(LogFormat.TEXT, entry))
                .isEqualTo(
                        "2026-01-31T12:00:00.005Z WARN disk is 90 % full\\nnow"
                                + " logger=dev.ringback.Some\n");
        assertThat(logged(LogFormat.JSON, entry))
                .contains("\"message\":\"disk is 90 % full\\nnow\"");
    }

    @Test
    void aStackTraceStaysOnItsLine() {
        LogRecord entry = entry(Level.SEVERE, "broken");
        entry.setThrown(new IllegalStateException("why"));

        String line = logged(LogFormat.TEXT, entry);

        assertThat(line)
                .contains("ERROR broken", "IllegalStateException: why\\n\\tat dev.ringback");
        assertThat(line).containsOnlyOnce("\n");
    }

    @Test
    void aSecretIsNotPrintedEvenWhenItIsHandedToALogger() {
        LogRecord entry = entry(Level.INFO, "rotated {0}");
        entry.setParameters(new Object[] {List.of(new Secret("whsec_abc"))});

        for (LogFormat format : LogFormat.values()) {
            assertThat(logged(format, entry)).contains("rotated [***]").doesNotContain("whsec");
        }
    }

    @Test
    void whenTheQueueIsFullLinesAreDroppedAndCounted() throws InterruptedException {
        var open = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        var out = new GatedStream(entered, open);
        try (var writer =
                new LogWriter(
                        out, LogFormat.TEXT, InstantSource.system(), 2, new RepeatedLines())) {
            writer.start();
            writer.write("first\n");
            Eventually.open("entered", entered);
            for (int i = 0; i < 5; i++) {
                writer.write("more\n");
            }
            open.countDown();
        }

        assertThat(out.text()).startsWith("first\nmore\nmore\n").contains("dropped lines=3\n");
    }

    /** A stream that waits before it takes its first bytes. */
    private static final class GatedStream extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch entered;
        private final CountDownLatch open;

        GatedStream(CountDownLatch entered, CountDownLatch open) {
            this.entered = entered;
            this.open = open;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] written, int offset, int length) {
            entered.countDown();
            Eventually.open("open", open);
            bytes.write(written, offset, length);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
