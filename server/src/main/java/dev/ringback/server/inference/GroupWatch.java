package dev.ringback.server.inference;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.StoreException;
import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Announces a group when the last of its generations has ended, or calls off what is left of it
 * when its time is over.
 *
 * <p>How many are left is counted in memory, and counted anew from the disk at the start. The
 * announcement and the removal of the group's document are one commit, and the event's id follows
 * from the group's: so a group is announced once, whatever dies when.
 */
public final class GroupWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(GroupWatch.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** By then an end that was about to be committed never will be. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    /** A group may be 20 MB in memory while it is put together. */
    private static final int AT_ONCE = 4;

    private record Name(ProjectId project, String id) {}

    private record Open(AtomicInteger left, Instant expiresAt) {}

    private record Ending(Name group, Instant since) {}

    private final Store store;
    private final Function<Change, Committed> commit;
    private final GroupEnd end;
    private final Time time;
    private final Map<Name, Open> open = new ConcurrentHashMap<>();

    /** Ends of members that are about to be committed, by the event that tells them. */
    private final Map<Long, Ending> endings = new ConcurrentHashMap<>();

    private final Semaphore places = new Semaphore(AT_ONCE);
    private volatile Consumer<Group> expired = _ -> {};
    private volatile boolean closed;

    /**
     * Makes it ready; {@link #start} sets it going.
     *
     * @param commit commits a change, and returns when it is on disk
     */
    public GroupWatch(
            Store store,
            Function<Change, Committed> commit,
            Announcements announcements,
            Time time) {
        this.store = store;
        this.commit = commit;
        this.end = new GroupEnd(store, announcements);
        this.time = time;
    }

    /**
     * Takes up the groups that are open on disk. Called before anything else is committed.
     *
     * @param jobs calls off what is left of a group whose time is over
     */
    public void start(Jobs jobs) {
        expired = group -> cancelAll(jobs, group);
        for (Document document : store.documents(Group.OPEN)) {
            group(new Name(document.project(), document.id())).ifPresent(this::recount);
        }
        sweepLater();
    }

    /** Counts the members of a group that is about to be committed. */
    void open(Group group) {
        open.put(
                name(group),
                new Open(new AtomicInteger(group.members().size()), group.expiresAt()));
    }

    /** Forgets a group that was not committed. */
    void forget(Group group) {
        open.remove(name(group));
    }

    /** Hears that a member's end is about to be committed. */
    void ending(Event completed, String group) {
        endings.put(
                completed.sequence(), new Ending(new Name(completed.project(), group), time.now()));
    }

    /** Follows what is on disk. Does not block. */
    public void committed(Change change) {
        if (endings.isEmpty()) {
            return;
        }
        for (Event event : change.events()) {
            Ending ending = endings.remove(event.sequence());
            if (ending != null) {
                ended(ending.group());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Calls off all members that have not ended. */
    static void cancelAll(Jobs jobs, Group group) {
        for (String member : group.members()) {
            jobs.find(group.project(), member, GenerationShape.NAME).ifPresent(jobs::cancel);
        }
    }

    private void ended(Name name) {
        Open group = open.get(name);
        if (group != null && group.left().decrementAndGet() == 0) {
            finishing(name);
        }
    }

    private void finishing(Name name) {
        Thread.ofVirtual().name("group").start(() -> finish(name));
    }

    private void finish(Name name) {
        try {
            places.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Optional<Group> group = group(name);
            if (group.isPresent() && !done(group.get())) {
                again(name);
            }
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "a group could not be announced; later again", e);
            again(name);
        } finally {
            places.release();
        }
    }

    /** Announces a group; false when the store did not take it. */
    private boolean done(Group group) {
        Optional<Document> document = store.document(Group.OPEN, group.project(), group.id());
        if (document.isEmpty()) {
            forget(group);
            return true;
        }
        Optional<Change> announced = end.announced(group, time.now());
        if (announced.isEmpty()) {
            recount(group);
            return true;
        }
        return switch (commit.apply(announced.get().and(Change.delete(document.get())))) {
            case Committed.Done _, Committed.Stale _ -> {
                forget(group);
                yield true;
            }
            case Committed.Failed _, Committed.Overloaded _ -> false;
        };
    }

    private void again(Name name) {
        if (!closed) {
            time.at(time.now().plus(AGAIN), () -> finishing(name));
        }
    }

    private void recount(Group group) {
        int left = end.left(group);
        open.put(name(group), new Open(new AtomicInteger(left), group.expiresAt()));
        if (left == 0) {
            finishing(name(group));
        }
    }

    private static Name name(Group group) {
        return new Name(group.project(), group.id());
    }

    private Optional<Group> group(Name name) {
        return store.event(name.project(), new EventId(name.id())).map(Group::of);
    }

    private void sweepLater() {
        if (!closed) {
            time.at(
                    time.now().plus(EVERY),
                    () -> Thread.ofVirtual().name("groups").start(this::sweep));
        }
    }

    /** Calls off what is overdue, and counts again where an end is not committed for long. */
    private void sweep() {
        try {
            Instant now = time.now();
            endings.forEach((sequence, ending) -> {
                if (ending.since().plus(EVERY).isBefore(now)) {
                    group(ending.group()).ifPresent(this::recount);
                }
                if (ending.since().plus(FORGOTTEN).isBefore(now)) {
                    endings.remove(sequence, ending);
                }
            });
            open.forEach((name, group) -> {
                if (group.expiresAt().isBefore(now)) {
                    group(name).ifPresent(expired);
                }
            });
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "groups could not be looked at", e);
        } finally {
            sweepLater();
        }
    }
}
