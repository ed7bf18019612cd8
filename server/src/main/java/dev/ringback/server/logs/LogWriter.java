package dev.ringback.server.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes log lines from one thread, many at a time. Whoever logs never waits: when the queue is
 * full the line is dropped, and how many were is logged once there is room.
 */
final class LogWriter implements AutoCloseable {

    /** At 300 bytes a line this is 2.5 MB, and more than a second of a busy server. */
    static final int QUEUE = 8_192;

    private static final int BATCH = 512;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long REPORT_MILLIS = 1_000;

    /**
     * While lines come one after the other: a write for each, and waking this thread for it, would
     * take a twentieth of a busy server's time.
     */
    private static final Duration BREATH = Duration.ofMillis(5);

    private final OutputStream out;
    private final LogFormat format;
    private final ArrayBlockingQueue<String> queue;
    private final InstantSource clock;
    private final RepeatedLines repeats;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private long reported;
    private boolean busy;
    private volatile boolean closing;

    LogWriter(
            OutputStream out,
            LogFormat format,
            InstantSource clock,
            int capacity,
            RepeatedLines repeats) {
        this.repeats = repeats;
        this.out = out;
        this.clock = clock;
        this.format = format;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofPlatform().daemon().name("log").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Hands over a line with its line break. */
    void write(String line) {
        if (!queue.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** How many lines were dropped since the start. */
    long dropped() {
        return dropped.get();
    }

    /** Writes what is queued, and ends. */
    @Override
    public void close() {
        try {
            closing = true;
            // Wakes the thread when it waits for a line. It may hang in a pipe that nobody reads.
            var _ = queue.offer("", PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<String> batch = new ArrayList<>(BATCH);
        StringBuilder text = new StringBuilder();
        while (!closing || !queue.isEmpty()) {
            try {
                gather(batch);
                batch.forEach(text::append);
                reportRepeated(text);
                reportDropped(text);
                print(text);
            } catch (InterruptedException interrupted) {
                return;
            } catch (Throwable _) {
                // There is nowhere to say it but here, with the next lines that can be written.
                dropped.addAndGet(Math.max(1, batch.size()));
            }
            batch.clear();
            text.setLength(0);
        }
        repeatsOver(text, Instant.MAX);
        print(text);
    }

    /** Waits for lines, but no longer than what has repeated may wait to be told. */
    private void gather(List<String> batch) throws InterruptedException {
        String first = queue.poll(REPORT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            if (busy) {
                LockSupport.parkNanos(BREATH.toNanos());
            }
            queue.drainTo(batch, BATCH - 1);
        }
        busy = batch.size() > 1;
    }

    private void reportRepeated(StringBuilder text) {
        repeatsOver(text, clock.instant());
    }

    private void repeatsOver(StringBuilder text, Instant now) {
        for (RepeatedLines.Repeated each : repeats.over(now)) {
            text.append(
                    LogLine.of(format, clock.instant(), "WARN", "repeated: " + each.message())
                            .text("logger", each.logger())
                            .number("times", each.times())
                            .end());
        }
    }

    private void reportDropped(StringBuilder text) {
        long all = dropped.get();
        long lines = all - reported;
        reported = all;
        if (lines > 0) {
            text.append(
                    LogLine.of(format, clock.instant(), "WARN", "log lines were dropped")
                            .number("lines", lines)
                            .end());
        }
    }

    private void print(StringBuilder text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException _) {
            // A disk that is full, or a pipe that nobody reads: said once there is room.
            dropped.addAndGet(text.chars().filter(c -> c == '\n').count());
        }
    }
}
