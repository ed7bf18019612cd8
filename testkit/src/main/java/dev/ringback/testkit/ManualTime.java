package dev.ringback.testkit;

import dev.ringback.kernel.time.SteadyClock;
import dev.ringback.kernel.time.Time;
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

    /** No longer than this at once, so that a leap of the steady time is seen on the way. */
    private static final Duration STEP = Duration.ofSeconds(10);

    private record Ringing(Instant at, long order, Runnable task) {}

    private record Waiting(long until, Runnable giveUp) {}

    private final PriorityQueue<Ringing> alarms =
            new PriorityQueue<>(
                    Comparator.comparing(Ringing::at).thenComparingLong(Ringing::order));
    private final List<Waiting> waiting = new ArrayList<>();
    private Instant machine;
    private long nanos;
    private SteadyClock steady;
    private long asked;
    private boolean impatient;

    /** A clock that shows this moment. */
    public ManualTime(Instant start) {
        this(start, start);
    }

    /** The clock of a process that begins where an earlier one had come so far. */
    public ManualTime(Instant start, Instant reached) {
        machine = start;
        nanos = start.getEpochSecond() * 1_000_000_000L + start.getNano();
        steady = SteadyClock.start(start, reached, nanos);
    }

    /** A clock that shows noon of some day. */
    public static ManualTime atNoon() {
        return new ManualTime(Instant.parse("2026-06-01T12:00:00Z"));
    }

    /**
     * From now on whoever waits for a result gives up by this clock. Not so before: a test that
     * moves hours in a moment would overtake the disk.
     */
    public synchronized ManualTime impatient() {
        impatient = true;
        return this;
    }

    @Override
    public synchronized Instant now() {
        return machine;
    }

    @Override
    public synchronized Instant steady() {
        steady = steady.seen(nanos, machine);
        return steady.at(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Alarm at(Instant moment, Runnable task) {
        if (!moment.isAfter(steady())) {
            Thread.ofVirtual().name("alarm").start(task);
            return () -> {};
        }
        var alarm = new Ringing(moment, asked++, task);
        alarms.add(alarm);
        return () -> remove(alarm);
    }

    /** Gives up by an impatient clock alone, when a test has moved it so far. No alarm. */
    @Override
    public <T> T await(CompletableFuture<T> result, Duration atMost, T late) {
        Waiting mine = begin(atMost, () -> result.complete(late));
        try {
            return result.join();
        } finally {
            end(mine);
        }
    }

    private synchronized Waiting begin(Duration atMost, Runnable giveUp) {
        var mine = new Waiting(nanos + atMost.toNanos(), giveUp);
        waiting.add(mine);
        return mine;
    }

    private synchronized void end(Waiting mine) {
        waiting.remove(mine);
    }

    /** Lets time pass and rings all alarms on the way, those included that are set meanwhile. */
    public void advance(Duration by) {
        long until = nanos() + by.toNanos();
        for (var next = poll(until); next.isPresent(); next = poll(until)) {
            next.get().task().run();
        }
    }

    /** Lets time pass to the next alarm and rings it; false when there is none. */
    public boolean advanceToNextAlarm() {
        Optional<Instant> next = nextAlarm();
        next.ifPresent(at -> advance(Duration.between(steady(), at)));
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

    /** Sets the machine's clock without letting time pass, backwards too, as an operator may. */
    public synchronized void step(Duration by) {
        machine = machine.plus(by);
    }

    private synchronized Optional<Ringing> poll(long until) {
        while (true) {
            Ringing first = alarms.peek();
            Duration left = Duration.ofNanos(until - nanos);
            Duration pause =
                    first == null ? left : shorter(left, Duration.between(steady(), first.at()));
            if (first != null && !first.at().isAfter(steady())) {
                alarms.remove();
                return Optional.of(first);
            }
            if (nanos >= until) {
                return Optional.empty();
            }
            pass(shorter(pause, STEP));
        }
    }

    private void pass(Duration by) {
        nanos += by.toNanos();
        machine = machine.plus(by);
        waiting.stream()
                .filter(each -> impatient && each.until() <= nanos)
                .forEach(each -> each.giveUp().run());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private synchronized void remove(Ringing alarm) {
        alarms.remove(alarm);
    }
}
