package dev.ringback.server.logs;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The log: one line per attempt, and what the code says through {@link System.Logger}. No payload,
 * no header and no URL is part of an attempt's line.
 */
public final class Logs implements AutoCloseable {

    // Loggers of libraries that talk about themselves below a warning.
    private static final List<String> QUIET = List.of("io.helidon", "com.zaxxer", "org.postgresql");
    private static final int MAX_TRACE = 20_000;

    private final LogFormat format;
    private final LogWriter writer;
    private final RepeatedLines repeats;
    // Held on to, because the JDK forgets the level of a logger that nobody holds.
    private final List<Logger> quiet;

    private Logs(LogFormat format, LogWriter writer, RepeatedLines repeats) {
        this.format = format;
        this.repeats = repeats;
        this.writer = writer;
        this.quiet = QUIET.stream().map(Logger::getLogger).toList();
    }

    /** A log that writes attempts to a stream, and leaves the JDK's loggers alone. */
    public static Logs to(OutputStream out, LogFormat format) {
        var repeats = new RepeatedLines();
        var writer = new LogWriter(out, format, InstantSource.system(), LogWriter.QUEUE, repeats);
        writer.start();
        return new Logs(format, writer, repeats);
    }

    /** Lets every logger of this process write here, from INFO on, libraries from WARNING on. */
    public Logs install() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.INFO);
        root.addHandler(handler());
        quiet.forEach(logger -> logger.setLevel(Level.WARNING));
        return this;
    }

    /** A handler of JDK log records that writes here. */
    Handler handler() {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (isLoggable(entry)) {
                    record(entry);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    /** Logs an attempt. */
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {
        // Rendered here, so that the queue holds short texts and not payloads.
        writer.write(line(call, event, attempt, outcome));
    }

    /** Logs the end of a run. */
    public void ran(
            ProjectId project,
            String run,
            String function,
            String status,
            Instant madeAt,
            Instant endedAt,
            String reason) {
        boolean failed = status.equals("failed");
        LogLine line =
                LogLine.of(format, endedAt, failed ? "WARN" : "INFO", "run")
                        .text("run", run)
                        .text("project", project.toString())
                        .text("function", function)
                        .text("status", status)
                        .number("total_ms", Duration.between(madeAt, endedAt).toMillis());
        if (!reason.isEmpty()) {
            line.text("reason", reason);
        }
        writer.write(line.end());
    }

    /** How many lines were dropped since the start, for want of room or of a reader. */
    public long dropped() {
        return writer.dropped();
    }

    /** Writes what is queued, and ends. */
    @Override
    public void close() {
        writer.close();
    }

    private String line(Call call, Event event, Attempt attempt, Outcome outcome) {
        Instant end = attempt.startedAt().plusNanos(attempt.timing().totalMicros() * 1_000);
        String level = outcome instanceof Outcome.Refused ? "WARN" : "INFO";
        LogLine line =
                LogLine.of(format, end, level, "attempt")
                        .text("call", call.id().toString())
                        .text("kind", call.kind())
                        .text("project", call.project().toString())
                        .text("lane", call.lane().value())
                        .text("event", event.id().value())
                        .text("type", event.type())
                        .number("attempt", attempt.number())
                        .number("status", attempt.status())
                        .thousandths("total_ms", attempt.timing().totalMicros())
                        .text("outcome", word(outcome));
        if (!attempt.error().isEmpty()) {
            line.text("error", attempt.error());
        }
        if (outcome instanceof Outcome.Retry retry) {
            line.instant("due_at", retry.at());
        }
        return line.end();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Success _ -> "success";
            case Outcome.Retry _ -> "retry";
            case Outcome.Refused _ -> "refused";
        };
    }

    private void record(LogRecord entry) {
        // Rendered here and now: parameters may change, and the trace is the thread's own.
        String message = new SimpleFormatter().formatMessage(entry);
        String logger = String.valueOf(entry.getLoggerName());
        boolean mayRepeat = entry.getLevel().intValue() >= Level.WARNING.intValue();
        if (mayRepeat && !repeats.isNew(logger, message, entry.getInstant())) {
            return;
        }
        LogLine line =
                LogLine.of(format, entry.getInstant(), level(entry.getLevel()), message)
                        .text("logger", logger);
        if (entry.getThrown() != null) {
            line.text("trace", trace(entry.getThrown()), MAX_TRACE);
        }
        writer.write(line.end());
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
