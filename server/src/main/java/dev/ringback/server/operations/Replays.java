package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs replays in the background, each on a thread of its own, and takes up those that a stop or a
 * crash interrupted.
 */
public final class Replays implements AutoCloseable {

    /** Of a project are kept so many; the oldest that is over makes room for a new one. */
    public static final int MOST = 1000;

    private static final System.Logger LOG = System.getLogger(Replays.class.getName());
    private static final String WHY = "internal error; the log of the server says more";
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(200);

    /** For the pages under way; one that waits for room in memory is made after the next start. */
    private static final Duration LAST_PAGE = Duration.ofSeconds(10);

    /** Each refusal makes the pause longer, up to so many; a replay outlasts any store. */
    private static final int REFUSALS = 50;

    private final Store store;
    private final Commits commits;
    private final ReplayStep.World world;
    private final Repeatable repeatable;
    private final Time time;
    private final Ids ids;
    private final Loop loop = Loop.logged("replays", LOG);
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final Map<ProjectId, ReentrantLock> pages = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Replays(
            Store store,
            Commits commits,
            ReplayStep.World world,
            Repeatable repeatable,
            Time time,
            Ids ids) {
        this.store = store;
        this.commits = commits;
        this.world = world;
        this.repeatable = repeatable;
        this.time = time;
        this.ids = ids;
    }

    /** A replay's thread, and how to wake it. */
    private record Job(Thread thread, Semaphore wake) {}

    /** What became of one page. */
    private enum Turn {
        GO_ON,
        REFUSED,
        OVER
    }

    /** Takes up what was running when the process ended last; called once at start. */
    public void start() {
        store.documents(ReplayDocuments.KIND).stream()
                .map(ReplayDocuments::read)
                .filter(Replay::running)
                .forEach(replay -> run(replay.project(), replay.id()));
    }

    /** Runs a replay whose document is on disk. */
    public void run(ProjectId project, String id) {
        var wake = new Semaphore(0);
        Thread thread =
                Thread.ofVirtual().name("replay " + id).unstarted(() -> work(project, id, wake));
        if (!closed && jobs.putIfAbsent(id, new Job(thread, wake)) == null) {
            thread.start();
        }
    }

    /** Makes a replay look at its document at once, rather than when its pause is over. */
    public void wake(String id) {
        Job job = jobs.get(id);
        if (job != null) {
            job.wake().release();
        }
    }

    /** How many events an endpoint missed that are older than a replay of them. */
    public long missed(Replay replay, ReplaySelection.Missed selection, long before) {
        return new MissedEvents(replay, selection, store, world).count(before);
    }

    /** The document of a replay. */
    public Optional<Document> find(ProjectId project, String id) {
        return store.document(ReplayDocuments.KIND, project, id);
    }

    /** The replays of a project, the newest first. */
    public List<Replay> of(ProjectId project) {
        return store.documents(ReplayDocuments.KIND).stream()
                .filter(document -> document.project().equals(project))
                .map(ReplayDocuments::read)
                .sorted(Comparator.comparing(Replay::id).reversed())
                .toList();
    }

    /**
     * The change that begins a replay. Where there are as many as are kept, the oldest that is over
     * goes.
     *
     * @param kept the replays of its project, the newest first
     */
    public Change beginning(Replay replay, List<Replay> kept) {
        Change begun = Change.put(ReplayDocuments.create(replay));
        if (kept.size() < MOST) {
            return begun;
        }
        return kept.reversed().stream()
                .filter(each -> !each.running())
                .findFirst()
                .flatMap(oldest -> find(oldest.project(), oldest.id()))
                .map(oldest -> begun.and(Change.delete(oldest)))
                .orElse(begun);
    }

    /** Stops the threads between two pages; {@link #start} goes on from there. */
    @Override
    public void close() {
        closed = true;
        jobs.values().forEach(job -> job.wake().release());
        long end = time.nanos() + LAST_PAGE.toNanos();
        try {
            for (Job job : jobs.values()) {
                boolean _ = job.thread().join(Duration.ofNanos(end - time.nanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(ProjectId project, String id, Semaphore wake) {
        try {
            int refusals = 0;
            while (!closed) {
                Turn turn = turn(project, id, wake);
                if (turn == Turn.OVER) {
                    return;
                }
                refusals = turn == Turn.REFUSED ? Math.min(refusals + 1, REFUSALS) : 0;
                if (refusals > 0) {
                    rest(PAUSE_AFTER_REFUSAL.multipliedBy(refusals), wake);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, () -> "replay %s failed by a bug".formatted(id), e);
            failed(project, id, wake);
        } finally {
            jobs.remove(id);
        }
    }

    /** Notes that it failed, however long the store refuses that: it must not seem to go on. */
    private void failed(ProjectId project, String id, Semaphore wake) {
        var noted = new AtomicBoolean();
        try {
            while (!noted.get() && !closed) {
                boolean _ = loop.step(() -> noted.set(isNoted(project, id)));
                if (!noted.get()) {
                    rest(PAUSE_AFTER_REFUSAL.multipliedBy(REFUSALS), wake);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Turn turn(ProjectId project, String id, Semaphore wake) throws InterruptedException {
        try {
            Optional<Document> document = find(project, id);
            Optional<Replay> replay = document.map(ReplayDocuments::read).filter(Replay::running);
            if (replay.isEmpty()) {
                return Turn.OVER;
            }
            Taken taken = taken(document.orElseThrow(), replay.get());
            ReplayStep step = taken.step();
            return switch (taken.result()) {
                case Committed.Done _ -> {
                    pace(step, wake);
                    yield step.next().running() ? Turn.GO_ON : Turn.OVER;
                }
                case Committed.Stale _ -> {
                    // Somebody changed the replay.
                    rest(PAUSE_AFTER_REFUSAL, wake);
                    yield Turn.GO_ON;
                }
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                        Turn.REFUSED;
            };
        } catch (StoreException e) {
            return Turn.REFUSED;
        }
    }

    private record Taken(ReplayStep step, Committed result) {}

    /** Of one project one page at a time, so that each replay sees what the others have made. */
    private Taken taken(Document document, Replay replay) {
        ReentrantLock alone = pages.computeIfAbsent(replay.project(), _ -> new ReentrantLock());
        alone.lock();
        try {
            ReplayStep step = ReplayStep.take(replay, store, world, repeatable, ids, time.now());
            try {
                return new Taken(step, committed(document, replay, step));
            } finally {
                step.held().ifPresent(Share::close);
            }
        } finally {
            alone.unlock();
        }
    }

    private Committed committed(Document document, Replay replay, ReplayStep step) {
        if (step.next().equals(replay)) {
            return new Committed.Overloaded();
        }
        Document next = ReplayDocuments.revise(document, step.next());
        return commits.commit(step.made().and(Change.put(next)));
    }

    private void pace(ReplayStep step, Semaphore wake) throws InterruptedException {
        double rate = step.next().ratePerSecond();
        if (rate > 0 && step.next().running()) {
            rest(Duration.ofNanos((long) (step.count() / rate * 1e9)), wake);
        }
    }

    private void rest(Duration pause, Semaphore wake) throws InterruptedException {
        Time.Alarm alarm = time.after(pause, wake::release);
        try {
            wake.acquire();
        } finally {
            alarm.cancel();
        }
        wake.drainPermits();
    }

    private boolean isNoted(ProjectId project, String id) {
        Optional<Document> document = find(project, id);
        Optional<Replay> replay = document.map(ReplayDocuments::read).filter(Replay::running);
        if (replay.isEmpty()) {
            return true;
        }
        var progress = replay.get().progress().end(Replay.State.FAILED, time.now(), WHY);
        Document next = ReplayDocuments.revise(document.orElseThrow(), replay.get().with(progress));
        return commits.commit(Change.put(next)) instanceof Committed.Done;
    }
}
