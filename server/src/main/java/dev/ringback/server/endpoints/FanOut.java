package dev.ringback.server.endpoints;

import dev.ringback.kernel.Call;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Loop;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Sequence;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Carries on where a fan-out of more than a page was left, page by page, also after a crash.
 *
 * <p>The cursor is a document: the id of the last endpoint that was dealt with. A page's calls and
 * the cursor's next revision are committed together, so no endpoint gets an event twice or never,
 * even when two processes work on the same fan-out.
 */
public final class FanOut implements AutoCloseable {

    /** The kind of the cursors; their ids are sequences of events. */
    public static final String KIND = "fanout";

    /** The kind of the cursors of those whose filters could not be asked, because they were off. */
    public static final String HELD = "held";

    private static final Duration PAUSE = Duration.ofSeconds(1);

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
    private final Function<Change, Committed> commit;
    private final Router router;
    private final Time time;
    private final Loop loop = Loop.logged("fan-out", System.getLogger(FanOut.class.getName()));
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;

    /**
     * Makes it ready; {@link #start} sets it going.
     *
     * @param commit commits a change, and returns when it is on disk
     */
    public FanOut(Store store, Function<Change, Committed> commit, Router router, Time time) {
        this.store = store;
        this.commit = commit;
        this.router = router;
        this.time = time;
        this.thread = Thread.ofVirtual().name("fan-out").unstarted(this::run);
    }

    /** Carries on with what is on disk, and then with what comes. */
    public void start() {
        thread.start();
    }

    /** Is told of a change that is on disk. Does not block. */
    public void committed(Change change) {
        for (Document document : change.puts()) {
            if (document.kind().equals(KIND)) {
                wake.release();
                return;
            }
        }
    }

    /** Stops between two pages; what is left is carried on at the next start. */
    @Override
    public void close() {
        thread.interrupt();
    }

    /** Commits the next page of every fan-out that is not finished. */
    Round round() {
        List<Document> cursors = new ArrayList<>(store.documents(KIND));
        if (router.asksFilters()) {
            cursors.addAll(store.documents(HELD));
        }
        Round round = cursors.isEmpty() ? Round.IDLE : Round.MORE;
        for (Document cursor : cursors) {
            round =
                    switch (commit.apply(next(cursor))) {
                        case Committed.Done _ -> round;
                        // Another process was faster; the next round sees what it did.
                        case Committed.Stale _ -> round;
                        case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                                Round.REFUSED;
                    };
        }
        return round;
    }

    private Change next(Document cursor) {
        OptionalLong sequence = Sequence.parse("", cursor.id());
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

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                switch (safely()) {
                    case IDLE -> wake.acquire();
                    case MORE -> {}
                    case REFUSED -> wake.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
                wake.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Round safely() {
        var round = new AtomicReference<>(Round.REFUSED);
        boolean _ = loop.step(() -> round.set(round()));
        return round.get();
    }
}
