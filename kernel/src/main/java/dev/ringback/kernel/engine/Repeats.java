package dev.ringback.kernel.engine;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows up events that somebody handed in again. Mostly that means nothing; but whoever got no
 * answer repeats, and is told now that all is well: so it is seen to that the calls of the event
 * that is on disk are in their lanes. One after the other, beside the work; what comes while very
 * many wait is passed over.
 */
final class Repeats {

    private static final int MOST = 4_096;

    /** More than a project has endpoints; the rest was made by replays, and is the older part. */
    private static final int MOST_CALLS = 25_000;

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** While it is read an event is there twice. */
    private static final long TIMES_PAYLOAD = 2;

    private record Name(ProjectId project, EventId id) {}

    private final Store store;
    private final Time time;
    private final Dispatcher dispatcher;
    private final ByteBudget budget;
    private final Loop loop;
    private final Queue<Name> names = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Repeats(
            Store store,
            Time time,
            Dispatcher dispatcher,
            ByteBudget budget,
            EngineListener listener) {
        this.store = store;
        this.time = time;
        this.dispatcher = dispatcher;
        this.budget = budget;
        this.loop = new Loop("repeats", listener);
    }

    /** Learns of an event whose id was there already. Does not block. */
    void of(Event event) {
        if (waiting.get() >= MOST) {
            return;
        }
        names.add(new Name(event.project(), event.id()));
        if (waiting.getAndIncrement() == 0) {
            begin();
        }
    }

    private void begin() {
        Thread.ofVirtual().name("repeats").start(this::run);
    }

    private void run() {
        do {
            Name name = names.element();
            var read = new AtomicBoolean(true);
            boolean _ = loop.step(() -> read.set(isRead(name)));
            if (!read.get()) {
                time.after(AGAIN, this::begin);
                return;
            }
            names.remove();
        } while (waiting.decrementAndGet() > 0);
    }

    private boolean isRead(Name name) {
        try {
            long bytes = TIMES_PAYLOAD * store.size(name.project(), name.id()).orElse(0);
            try (Share _ = budget.of(name.project()).inTurn(bytes)) {
                store.event(name.project(), name.id()).ifPresent(this::look);
            }
            return true;
        } catch (StoreException _) {
            return false;
        }
    }

    private void look(Event event) {
        store.callsOf(event.project(), event.sequence(), MOST_CALLS).stream()
                .filter(call -> call.state() instanceof CallState.Waiting)
                .forEach(dispatcher::mayWait);
    }
}
