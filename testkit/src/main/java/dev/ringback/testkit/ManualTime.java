package dev.ringback.testkit;

import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * A clock that stands still until a test moves it. Alarms ring in order on the thread that moves
 * it; one that is due already when it is asked for rings on a thread of its own.
 */
public final class ManualTime implements Time {

    private record Ringing(Instant at, long order, Runnable task) {}

    private record Waiting(Instant until, CompletableFuture<Void> over) {}

    private final PriorityQueue<Ringing> alarms =
            new PriorityQueue<>(
                    Comparator.comparing(Ringing::at).thenComparingLong(Ringing::order));
    private final List<Waiting> waiting = new ArrayList<>();
    private Instant now;
    private long asked;

    /** A clock that shows this moment. */
    public ManualTime(Instant start) {
        this.now = start;
    }

    /** A clock that shows noon of some day. */
    public static ManualTime atNoon() {
        return new ManualTime(Instant.parse("2026-06-01T12:00:00Z"));
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public synchronized Alarm at(Instant moment, Runnable task) {
        if (!moment.isAfter(now)) {
            Thread.ofVirtual().name("alarm").start(task);
            return () -> {};
        }
        var alarm = new Ringing(moment, asked++, task);
        alarms.add(alarm);
        return () -> remove(alarm);
    }

    /** Waits until the result is there or a test has moved the clock so far; counts as no alarm. */
    @Override
    public <T> Optional<T> await(CompletableFuture<T> result, Duration atMost) {
        Waiting mine = begin(atMost);
        try {
            CompletableFuture.anyOf(result, mine.over()).join();
            return result.isDone() ? Optional.of(result.join()) : Optional.empty();
        } finally {
            end(mine);
        }
    }

    private synchronized Waiting begin(Duration atMost) {
        var mine = new Waiting(now.plus(atMost), new CompletableFuture<>());
        waiting.add(mine);
        return mine;
    }

    private synchronized void end(Waiting mine) {
        waiting.remove(mine);
    }

    /** Moves the clock and rings all alarms on the way, those included that are set meanwhile. */
    public void advance(Duration by) {
        Instant until = now().plus(by);
        for (var next = poll(until); next.isPresent(); next = poll(until)) {
            next.get().task().run();
        }
    }

    /** Moves the clock to the next alarm and rings it; false when there is none. */
    public boolean advanceToNextAlarm() {
        Optional<Instant> next = nextAlarm();
        next.ifPresent(at -> advance(Duration.between(now(), at)));
        return next.isPresent();
    }

    /** When the next alarm rings. */
    public synchronized Optional<Instant> nextAlarm() {
        return Optional.ofNullable(alarms.peek()).map(Ringing::at);
    }

    /** How many alarms are set. */
    public synchronized int pendingAlarms() {
        return alarms.size();
    }

    /** Moves the clock without ringing anything, backwards too, as an operator may. */
    public synchronized void step(Duration by) {
        now = now.plus(by);
    }

    private synchronized Optional<Ringing> poll(Instant until) {
        Ringing first = alarms.peek();
        if (first == null || first.at().isAfter(until)) {
            now = now.isAfter(until) ? now : until;
            waiting.stream()
                    .filter(each -> !each.until().isAfter(now))
                    .forEach(each -> each.over().complete(null));
            return Optional.empty();
        }
        alarms.remove();
        now = first.at().isAfter(now) ? first.at() : now;
        return Optional.of(first);
    }

    private synchronized void remove(Ringing alarm) {
        alarms.remove(alarm);
    }
}
