package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.functions.crons.CronTriggers.Wanted;
import dev.ringback.server.ground.Ground;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the schedules on disk in line with what functions are registered with: at the start,
 * whenever functions change, and every few minutes, for a commit may be on disk without anybody
 * being told. It knows nothing but what it reads each time.
 */
final class CronUpkeep implements Follower, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(CronUpkeep.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration DOUBT = Duration.ofMinutes(5);

    private final Ground ground;
    private final CronTriggers triggers;
    private final CronChanges changes;
    private final Loop loop = Loop.logged("crons", LOG);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean open;

    CronUpkeep(Ground ground, CronTriggers triggers, CronChanges changes) {
        this.ground = ground;
        this.triggers = triggers;
        this.changes = changes;
    }

    void start() {
        open = true;
        doubt();
    }

    /** Between two commits; what is left is done at the next start. */
    @Override
    public void close() {
        open = false;
    }

    private void doubt() {
        if (open) {
            look();
            ground.time().after(DOUBT, this::doubt);
        }
    }

    /** Has it look at everything, on a thread of its own. */
    void look() {
        if (open && asked.getAndIncrement() == 0) {
            Thread.ofVirtual().name("crons").start(this::looks);
        }
    }

    /** Whoever asks while it looks is seen when that is over. */
    private void looks() {
        int seen = 0;
        while (!asked.compareAndSet(seen, 0)) {
            seen = asked.get();
            if (!loop.step(this::lookOnce)) {
                lookLater();
            }
        }
    }

    private void lookLater() {
        ground.time().after(AGAIN, this::look);
    }

    private void lookOnce() {
        try {
            if (!bringInLine()) {
                lookLater();
            }
        } catch (StoreException e) {
            if (open) {
                LOG.log(System.Logger.Level.WARNING, "schedules of functions: looked at later", e);
                lookLater();
            }
        }
    }

    /** Whether all of it could be done. */
    private boolean bringInLine() {
        Map<CronTriggers.Name, CronSchedule> kept = kept();
        Map<CronTriggers.Name, Wanted> wanted = triggers.all();
        boolean done = true;
        for (Map.Entry<CronTriggers.Name, Wanted> each : wanted.entrySet()) {
            Optional<CronSchedule> schedule = Optional.ofNullable(kept.remove(each.getKey()));
            Wanted wants = each.getValue();
            done &= commit(schedule.isEmpty() ? begun(wants) : kept(schedule.get(), wants));
        }
        for (CronSchedule gone : kept.values()) {
            done &= commit(Optional.of(calledOff(gone).and(Change.delete(gone.document()))));
        }
        return done;
    }

    private Map<CronTriggers.Name, CronSchedule> kept() {
        Map<CronTriggers.Name, CronSchedule> kept = new LinkedHashMap<>();
        for (Document document : ground.store().documents(CronSchedule.KIND)) {
            kept.put(
                    new CronTriggers.Name(document.project(), document.id()),
                    CronSchedule.read(document));
        }
        return kept;
    }

    private Optional<Change> begun(Wanted wants) {
        return wants.times()
                .first(ground.time().surely())
                .map(plan ->
                        changes.begin(
                                wants.function().project(),
                                wants.function().uuid(),
                                wants.trigger(),
                                plan));
    }

    /** What is to be done to a schedule that is there; empty when nothing is. */
    private Optional<Change> kept(CronSchedule schedule, Wanted wants) {
        if (!isWaiting(schedule)) {
            // Somebody has called off the time that it waited for.
            return Optional.of(
                    wants.times()
                            .first(ground.time().surely())
                            .map(plan -> changes.waits(schedule.with(wants.trigger()), plan))
                            .orElseGet(() -> Change.delete(schedule.document())));
        }
        if (schedule.trigger().equals(wants.trigger())) {
            return Optional.empty();
        }
        CronPlan plan = wants.times().plan(schedule.next().planned());
        return Optional.of(
                calledOff(schedule).and(changes.waits(schedule.with(wants.trigger()), plan)));
    }

    private boolean isWaiting(CronSchedule schedule) {
        return ground.store()
                .call(schedule.project(), schedule.call())
                .filter(call -> call.state() instanceof CallState.Waiting)
                .isPresent();
    }

    private Change calledOff(CronSchedule schedule) {
        return ground.store()
                .call(schedule.project(), schedule.call())
                .flatMap(call -> Change.cancel(call, ground.time().now()))
                .orElseGet(() -> Change.put());
    }

    private boolean commit(Optional<Change> change) {
        return change.isEmpty()
                || (open && ground.engine().commit(change.get()) instanceof Committed.Done);
    }

    /** Looks when a schedule is gone, or what it waits for has ended otherwise than by its time. */
    @Override
    public void committed(Change change) {
        boolean gone =
                change.deletes().stream().anyMatch(each -> each.kind().equals(CronSchedule.KIND));
        if (gone || change.everyMove().stream().anyMatch(CronUpkeep::isEnd)) {
            look();
        }
    }

    private static boolean isEnd(Change.Settle move) {
        return move.call().kind().equals(CronKind.NAME)
                && (move.next() instanceof CallState.Cancelled
                        || move.next() instanceof CallState.Dead);
    }
}
