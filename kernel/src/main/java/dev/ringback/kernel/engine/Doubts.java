package dev.ringback.kernel.engine;

import dev.ringback.kernel.commit.Committer;
import dev.ringback.kernel.commit.Documents;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Follows up changes of which it is not known whether they are on disk: the store failed, and the
 * answer of the commit may be lost, late or a lie. A look at the disk at once proves nothing, for a
 * session that was given up may commit yet. So it is looked at again when another commit has
 * succeeded, which it can only once that session is gone, and then some more times, ever more
 * seldom, for an hour or two. What is found there goes on as if the answer had come.
 *
 * <p>Calls are found by their lanes, of which a lane reads from the disk what it does not hold.
 * Documents are compared, and whoever follows them is told.
 */
final class Doubts {

    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1));

    /** More lanes than this, and all that have something on disk are looked at. */
    private static final int MOST_LANES = 10_000;

    private static final int MOST_CHANGES = 1_000;
    private static final long MOST_BYTES = 8L << 20;

    private final Store store;
    private final Time time;
    private final Dispatcher dispatcher;
    private final Committer committer;
    private final Followers followers;
    private final Loop loop;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<LaneId> lanes = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private long bytes;
    private int looks;
    private Time.Alarm alarm = () -> {};

    /** Whether there was doubt since the last commit that succeeded; read by every one. */
    private volatile boolean fresh;

    Doubts(
            Store store,
            Time time,
            Dispatcher dispatcher,
            Committer committer,
            Followers followers,
            Loop.Report report) {
        this.store = store;
        this.time = time;
        this.dispatcher = dispatcher;
        this.committer = committer;
        this.followers = followers;
        this.loop = new Loop("doubts", report);
    }

    /** Remembers a change of which nothing is known. */
    void about(Change change) {
        lock.lock();
        try {
            boolean first = lanes.isEmpty() && changes.isEmpty();
            int before = changes.size();
            List<LaneId> touched = touched(change);
            touched.stream().takeWhile(_ -> lanes.size() <= MOST_LANES).forEach(lanes::add);
            boolean documents = !change.puts().isEmpty() || !change.deletes().isEmpty();
            boolean room = changes.size() < MOST_CHANGES && bytes + change.weight() <= MOST_BYTES;
            if (documents && room && change.settle().isEmpty()) {
                changes.add(change);
                bytes += change.weight();
            }
            fresh |= !touched.isEmpty() || changes.size() > before;
            if (first && fresh) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The lanes in which something is another's turn now, if the change is on disk. */
    private static List<LaneId> touched(Change change) {
        // How a run ends is tried again by the run itself, so that its lane hears of it.
        return Stream.concat(
                        change.calls().stream(), change.moves().stream().map(Change.Settle::call))
                .map(Call::lane)
                .toList();
    }

    /** Learns that a commit has succeeded: whoever wrote before is gone. */
    void committed() {
        if (!fresh) {
            return;
        }
        lock.lock();
        try {
            fresh = false;
            alarm.cancel();
            begin();
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("doubts").start(() -> loop.step(this::look));
    }

    private void begin() {
        looks = 0;
        later();
    }

    private void later() {
        // Of the alarm that a commit has set while the disk was looked at, too, there is one.
        alarm.cancel();
        alarm =
                time.after(
                        PAUSES.get(looks),
                        () -> Thread.ofVirtual().name("doubts").start(this::again));
    }

    private void again() {
        boolean _ = loop.step(this::look);
        lock.lock();
        try {
            // While nothing can be committed there is nothing to be found out; it is kept in mind.
            looks = fresh ? Math.min(looks + 1, PAUSES.size() - 1) : looks + 1;
            if (looks < PAUSES.size()) {
                later();
            } else {
                lanes.clear();
                changes.clear();
                bytes = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        Set<LaneId> looked;
        boolean documents;
        lock.lock();
        try {
            looked = Set.copyOf(lanes);
            documents = !changes.isEmpty();
        } finally {
            lock.unlock();
        }
        if (looked.size() > MOST_LANES) {
            Backlog.each(store, backlog -> dispatcher.lookAt(backlog.lane()));
        } else {
            looked.forEach(dispatcher::lookAt);
        }
        if (documents) {
            var _ = committer.put(ProjectId.DEFAULT, Kind.Settlement.NOTHING, this::compare);
        }
    }

    /** On the committing thread, so that nobody is told of what has changed again meanwhile. */
    private void compare() {
        List<Change> found;
        lock.lock();
        try {
            found = changes.stream().filter(change -> Documents.areOnDisk(store, change)).toList();
            changes.removeAll(found);
            bytes -= found.stream().mapToLong(Change::weight).sum();
        } catch (StoreException _) {
            // Readers may come back after the writer; what they did not say is asked again later.
            return;
        } finally {
            lock.unlock();
        }
        for (Change change : found) {
            followers.committed(change, loop);
            dispatcher.moved(change.moves());
        }
    }
}
