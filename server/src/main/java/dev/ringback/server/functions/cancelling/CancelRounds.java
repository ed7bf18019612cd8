package dev.ringback.server.functions.cancelling;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.ground.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goes on with all cancellations that are under way, some runs of each in turn, until there is none
 * any more. It knows nothing but what it reads.
 */
final class CancelRounds implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(CancelRounds.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Ground ground;
    private final CancelStep step;
    private final Loop loop = Loop.logged("cancellations", LOG);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean open;

    CancelRounds(Ground ground, CancelStep step) {
        this.ground = ground;
        this.step = step;
    }

    void start() {
        open = true;
        look();
    }

    @Override
    public void close() {
        open = false;
    }

    /** Has it look for work, on a thread of its own. */
    void look() {
        if (open && asked.getAndIncrement() == 0) {
            Thread.ofVirtual().name("cancellations").start(this::looks);
        }
    }

    /** Whoever asks while it looks is seen when that is over. */
    private void looks() {
        int seen = 0;
        while (!asked.compareAndSet(seen, 0)) {
            seen = asked.get();
            if (!loop.step(this::goOn)) {
                lookLater();
            }
        }
    }

    private void lookLater() {
        ground.time().after(AGAIN, this::look);
    }

    private void goOn() {
        try {
            List<Cancellation> under = underWay();
            while (open && !under.isEmpty()) {
                if (!under.stream().allMatch(this::goOn)) {
                    lookLater();
                    return;
                }
                under = underWay();
            }
        } catch (StoreException e) {
            // Once a second while that lasts: the store's own trouble is told where it is noticed.
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "cancellations of runs go on later: " + e.getMessage());
            lookLater();
        }
    }

    private List<Cancellation> underWay() {
        return ground.store().documents(Cancellation.KIND).stream()
                .map(Cancellation::read)
                .filter(each -> !each.over())
                .toList();
    }

    /** False when the store takes nothing for now. Whoever ended it meanwhile is right. */
    private boolean goOn(Cancellation cancellation) {
        Optional<Cancellation> next = step.next(cancellation);
        if (next.isEmpty()) {
            return false;
        }
        Committed result = ground.engine().commit(Change.put(next.get().document()));
        return result instanceof Committed.Done || result instanceof Committed.Stale;
    }
}
