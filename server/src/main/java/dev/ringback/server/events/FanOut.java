package dev.ringback.server.events;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries on where a fan-out of more than a page was left, page by page, also after a crash. Each
 * project has a thread while it has something to do, so that none waits for the filters of another.
 *
 * <p>The cursor is a document: the id of the last endpoint that was dealt with. A page's calls and
 * the cursor's next revision are committed together, so no endpoint gets an event twice or never,
 * even when two processes work on the same fan-out.
 */
public final class FanOut implements Follower, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FanOut.class.getName());

    /** The kind of the cursors; their ids are sequences of events. */
    public static final String KIND = "fanout";

    /** The kind of the cursors of those whose filters could not be asked, because they were off. */
    public static final String HELD = "held";

    /**
     * Fan-outs of a project that may be unfinished; what a request would add to them is refused.
     */
    public static final int MAX_UNFINISHED = 1_000;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Cursors that are taken at a time; each of them is a page further after a round. */
    private static final int CURSORS = 100;

    /** Projects that are worked on at the same time; each has an event in memory. */
    private static final int AT_ONCE = 16;

    /** While it is read an event is there twice. */
    private static final long TIMES_PAYLOAD = 2;

    /** What a round came to. */
    enum Round {
        /** There is nothing to do. */
        IDLE,
        /** A page of each was committed. */
        MORE,
        /** The store did not take a page; it is tried again after a pause. */
        REFUSED
    }

    private final Store store;
    private final Commits commits;
    private final Router router;
    private final Clock time;
    private final ByteBudget budget;
    private final Loop loop = Loop.logged("fan-out", LOG);

    /** Projects that have a thread at work, and whether something came while it worked. */
    private final Map<ProjectId, Boolean> lines = new ConcurrentHashMap<>();

    private final Map<ProjectId, Integer> unfinished = new ConcurrentHashMap<>();
    private final Semaphore atOnce = new Semaphore(AT_ONCE, true);
    private volatile boolean closed;

    /**
     * Makes it ready; {@link #start} sets it going.
     *
     * @param commits commits a change, and returns when it is on disk
     * @param budget the account of what is held in memory
     */
    public FanOut(Store store, Commits commits, Router router, Clock time, ByteBudget budget) {
        this.store = store;
        this.commits = commits;
        this.router = router;
        this.time = time;
        this.budget = budget;
    }

    /** Carries on with what is on disk, and then with what comes. */
    public void start() {
        Set<ProjectId> projects =
                new HashSet<>(router.asksFilters() ? router.projects() : Set.of());
        for (Document cursor : store.documents(KIND)) {
            unfinished.merge(cursor.project(), 1, Integer::sum);
            projects.add(cursor.project());
        }
        projects.forEach(this::wake);
    }

    @Override
    public void committed(Change change) {
        for (Document document : change.deletes()) {
            if (document.kind().equals(KIND)) {
                unfinished.computeIfPresent(
                        document.project(), (_, count) -> count == 1 ? null : count - 1);
            }
        }
        for (Document document : change.puts()) {
            if (document.kind().equals(KIND) && document.revision() == 1) {
                unfinished.merge(document.project(), 1, Integer::sum);
                wake(document.project());
            }
        }
    }

    /** Whether so many events of a project are still being fanned out that no more may come. */
    public boolean isCrowded(ProjectId project) {
        return unfinished.getOrDefault(project, 0) >= MAX_UNFINISHED;
    }

    /**
     * Stops between two pages; what is left is carried on at the next start. What is under way goes
     * on: an interrupt would break the connection of the store.
     */
    @Override
    public void close() {
        closed = true;
    }

    private void wake(ProjectId project) {
        lines.compute(project, (_, more) -> more != null || begins(project));
    }

    /** Begins a thread, to which nothing has come yet. */
    private boolean begins(ProjectId project) {
        Thread.ofVirtual().name("fan-out " + project).start(() -> run(project));
        return false;
    }

    /** Commits the next page of fan-outs of a project that are not finished. */
    Round round(ProjectId project) {
        List<Document> cursors = cursors(project, KIND);
        if (cursors.isEmpty() && router.asksFilters()) {
            cursors = cursors(project, HELD);
        }
        Round round = cursors.isEmpty() ? Round.IDLE : Round.MORE;
        for (Document cursor : cursors) {
            round =
                    switch (page(cursor)) {
                        case Committed.Done _ -> round;
                        // Another process was faster; the next round sees what it did.
                        case Committed.Stale _ -> round;
                        case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                                Round.REFUSED;
                    };
        }
        return round;
    }

    /** Commits the next page of one, once there is room for its event. */
    private Committed page(Document cursor) {
        OptionalLong sequence = Sequence.parse("", cursor.id());
        long bytes =
                sequence.isPresent()
                        ? TIMES_PAYLOAD * store.size(sequence.getAsLong()).orElse(0)
                        : 0;
        try (Share _ = budget.of(cursor.project()).inTurn(bytes)) {
            return commits.commit(next(cursor, sequence));
        }
    }

    private List<Document> cursors(ProjectId project, String kind) {
        return store.documents(new DocumentQuery(kind, project, false, Optional.empty(), CURSORS));
    }

    private Change next(Document cursor, OptionalLong sequence) {
        Optional<Event> event =
                sequence.isPresent() ? store.event(sequence.getAsLong()) : Optional.empty();
        // The event is missing when it repeated another's id, and so was left out of its commit.
        return event.map(found -> next(cursor, found)).orElseGet(() -> Change.delete(cursor));
    }

    private Change next(Document cursor, Event event) {
        Router.Page page = router.more(event, cursor.kind(), cursor.body().text());
        Instant now = time.now();
        List<Call> calls =
                page.lanes().stream().map(lane -> router.call(event, lane, now)).toList();
        Change rest =
                page.next()
                        .map(last -> Change.put(cursor.revise(Payload.of(last))))
                        .orElseGet(() -> Change.delete(cursor));
        return Change.accept(List.of(), calls).and(rest);
    }

    private void run(ProjectId project) {
        try {
            boolean working = true;
            while (working && !closed) {
                switch (safely(project)) {
                    case IDLE -> working = goesOn(project);
                    case MORE -> {}
                    case REFUSED -> pause();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether something came meanwhile; otherwise whatever comes begins another thread. */
    private boolean goesOn(ProjectId project) {
        return lines.computeIfPresent(project, (_, more) -> more ? false : null) != null;
    }

    private static void pause() throws InterruptedException {
        boolean _ = new Semaphore(0).tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A round; refused, too, where the store does not answer. */
    private Round answered(ProjectId project) {
        try {
            return round(project);
        } catch (StoreException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "events are fanned out later", e);
            }
            return Round.REFUSED;
        }
    }

    private Round safely(ProjectId project) throws InterruptedException {
        var round = new AtomicReference<>(Round.REFUSED);
        atOnce.acquire();
        try {
            boolean _ = loop.step(() -> round.set(closed ? Round.REFUSED : answered(project)));
        } finally {
            atOnce.release();
        }
        return round.get();
    }
}
