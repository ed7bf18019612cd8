package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Follower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Writes down what an engine tells. */
final class Recorder implements EngineListener, Follower {

    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Change> onDisk = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> mishaps = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> ends = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Optional<Error>> breaking =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Error>> breakingReport =
            new AtomicReference<>(Optional.empty());
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    /** The next time that it hears of accepted events it throws this. */
    void breakNext(Error bug) {
        breaking.set(Optional.of(bug));
    }

    /** The next time that it hears of a bug it throws this. */
    void breakNextReport(Error bug) {
        breakingReport.set(Optional.of(bug));
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    List<RuntimeException> bugs() {
        return List.copyOf(bugs);
    }

    List<Change> onDisk() {
        return List.copyOf(onDisk);
    }

    List<Change> documents() {
        return onDisk.stream()
                .filter(change -> !change.puts().isEmpty() || !change.deletes().isEmpty())
                .toList();
    }

    int accepted() {
        return accepted.get();
    }

    int repeated() {
        return repeated.get();
    }

    int failures() {
        return failures.get();
    }

    int changes() {
        return changes.get();
    }

    @Override
    public void attempted(Call call, Event event, Attempt attempt, Outcome outcome) {
        attempts.add(attempt);
        outcomes.add(outcome);
    }

    /** How the attempts were judged, in order. */
    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    @Override
    public void accepted(int events, int duplicates) {
        Optional<Error> bug = breaking.getAndSet(Optional.empty());
        if (bug.isPresent()) {
            throw bug.get();
        }
        accepted.addAndGet(events);
        repeated.addAndGet(duplicates);
    }

    @Override
    public void committed(int count, Duration took) {
        changes.addAndGet(count);
    }

    @Override
    public void committed(Change change) {
        onDisk.add(change);
    }

    @Override
    public void broke(Call call, RuntimeException bug) {
        bugs.add(bug);
        breakingReport.getAndSet(Optional.empty()).ifPresent(Recorder::thrown);
    }

    private static void thrown(Error bug) {
        throw bug;
    }

    @Override
    public void commitFailed(int count, Exception cause) {
        failures.incrementAndGet();
    }

    @Override
    public void failed(String loop, Throwable why) {
        mishaps.add(why);
    }

    @Override
    public void ended(Throwable why) {
        ends.add(why);
    }

    /** What loops threw and survived. */
    List<Throwable> mishaps() {
        return List.copyOf(mishaps);
    }

    /** What ended committing. */
    List<Throwable> ends() {
        return List.copyOf(ends);
    }
}
