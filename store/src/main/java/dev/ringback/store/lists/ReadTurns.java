package dev.ringback.store.lists;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Silence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only so many long reads run at a time, and fewer yet for one project, so that one client's
 * lists leave room for those of others. Who has waited longest is next, of those whose project has
 * room. When one finds that the database is silent, those who wait are told so at once: each would
 * find it for himself, one after the other.
 */
final class ReadTurns {

    private final int places;
    private final int perProject;
    private final Duration patience;
    private final Map<ProjectId, Integer> running = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    /** One who waits until he is told that it is his turn, or that there is none. */
    private static final class Waiting {

        private final ProjectId project;
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile boolean refused;

        private Waiting(ProjectId project) {
            this.project = project;
        }
    }

    /**
     * So many places.
     *
     * @param patience how long anyone waits for one
     */
    ReadTurns(int places, int perProject, Duration patience) {
        this.places = places;
        this.perProject = perProject;
        this.patience = patience;
    }

    /**
     * Runs work when it is its turn.
     *
     * @throws StoreException when that takes too long, or the database is silent
     */
    <T> T run(ProjectId project, Supplier<T> work) {
        Waiting mine = new Waiting(project);
        enter(mine);
        try {
            return work.get();
        } catch (StoreException e) {
            if (Silence.in(e)) {
                refuse();
            }
            throw e;
        } finally {
            leave(project);
        }
    }

    private void enter(Waiting mine) {
        synchronized (this) {
            waiting.add(mine);
            next();
        }
        try {
            if (!mine.told.await(patience.toMillis(), TimeUnit.MILLISECONDS) && giveUp(mine)) {
                throw new StoreBusyException("Too many lists are being read at the same time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!giveUp(mine) && !mine.refused) {
                leave(mine.project);
            }
            throw new StoreException("Interrupted while waiting to read.", e);
        }
        if (mine.refused) {
            throw new StoreException("The database does not answer.");
        }
    }

    private synchronized void refuse() {
        for (Waiting each : waiting) {
            each.refused = true;
            each.told.countDown();
        }
        waiting.clear();
    }

    /** False when it has just been told. */
    private synchronized boolean giveUp(Waiting mine) {
        return waiting.remove(mine);
    }

    private synchronized void leave(ProjectId project) {
        taken--;
        running.computeIfPresent(project, (_, number) -> number == 1 ? null : number - 1);
        next();
    }

    private void next() {
        Iterator<Waiting> each = waiting.iterator();
        while (taken < places && each.hasNext()) {
            Waiting one = each.next();
            if (running.getOrDefault(one.project, 0) < perProject) {
                each.remove();
                taken++;
                running.merge(one.project, 1, Integer::sum);
                one.told.countDown();
            }
        }
    }
}
