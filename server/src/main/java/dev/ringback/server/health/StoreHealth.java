package dev.ringback.server.health;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.health.Pulse.Beat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Watches whether the store reads and commits, to know it before clients do: every second it is
 * asked for something, and given a change that has nothing in it. Once a commit has failed, only a
 * change with something in it shows that the next one would not.
 */
public final class StoreHealth implements AutoCloseable {

    /** The kind of document by which is tried whether the store writes. */
    static final String KIND = "health";

    /** Most clients have given up after twice as long. */
    static final Duration LATE = Duration.ofSeconds(5);

    private static final Change NOTHING = Change.accept(List.of(), List.of());
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Store store;
    private final Commits commits;
    private final Supplier<Standing> standing;
    private final Clock time;
    private final Ids ids;
    private final AtomicBoolean inDoubt = new AtomicBoolean();
    private final Pulse reading;
    private final Pulse committing;

    /**
     * Wires.
     *
     * @param commits commits as requests do, behind what is queued
     * @param standing how committing stands
     */
    StoreHealth(Store store, Commits commits, Supplier<Standing> standing, Clock time, Ids ids) {
        this.standing = standing;
        this.store = store;
        this.commits = commits;
        this.time = time;
        this.ids = ids;
        this.reading = new Pulse("reading the store", this::read, time::nanos);
        this.committing = new Pulse("committing to the store", this::commit, time::nanos);
    }

    /** Begins to try. */
    public void start() {
        reading.start();
        committing.start();
    }

    /** What the server needs of its store. */
    List<Condition> conditions() {
        return List.of(
                new Condition("store_away", this::away),
                new Condition("commits_late", this::commitsLate),
                new Condition("reads_late", () -> late(reading.silence(), "read")));
    }

    /** A commit failed. One change may be at fault, or the store: that is found out soon. */
    public void commitFailed() {
        inDoubt.set(true);
        committing.doubt();
    }

    /** A read failed. */
    public void readFailed() {
        reading.doubt();
    }

    private Optional<String> away() {
        if (committing.failing()) {
            return Optional.of(
                    reading.failing()
                            ? "The store takes no commits and answers no reads."
                            : "The store takes no commits.");
        }
        return reading.failing() ? Optional.of("The store answers no reads.") : Optional.empty();
    }

    /** What has waited for long, or a queue that has been full for as long. */
    private Optional<String> commitsLate() {
        Duration oldest = standing.get().oldest();
        Duration silence = committing.silence();
        return late(oldest.compareTo(silence) > 0 ? oldest : silence, "committed");
    }

    private static Optional<String> late(Duration silence, String done) {
        return silence.compareTo(LATE) > 0
                ? Optional.of("Nothing could be " + done + " for " + silence.toSeconds() + " s.")
                : Optional.empty();
    }

    private Beat read() {
        Optional<Document> _ = store.document(KIND, ProjectId.DEFAULT, "none");
        return new Beat.Well();
    }

    private Beat commit() {
        boolean doubted = inDoubt.getAndSet(false);
        return switch (commits.commit(doubted ? something() : NOTHING)) {
            case Committed.Done _, Committed.Stale _ -> new Beat.Well();
            case Committed.Failed(Exception cause) -> {
                inDoubt.set(true);
                yield new Beat.Failed(cause);
            }
            case Committed.Unknown _, Committed.Overloaded _ -> {
                inDoubt.compareAndSet(false, doubted);
                yield new Beat.Unknown();
            }
        };
    }

    private Change something() {
        String id = Long.toString(ids.next());
        Payload body = Payload.of("{}");
        return Change.put(
                Document.create(KIND, ProjectId.DEFAULT, id, body).until(time.now().plus(KEPT)));
    }

    @Override
    public void close() {
        reading.close();
        committing.close();
    }
}
