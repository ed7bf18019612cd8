package dev.ringback.store;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
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
 * room.
 */
final class ReadTurns {

    private final int places;
    private final int perProject;
    private final Duration patience;
    private final Map<ProjectId, Integer> running = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    private record Waiting(ProjectId project, CountDownLatch turn) {}

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
     * @throws StoreException when that takes too long
     */
    <T> T run(ProjectId project, Supplier<T> work) {
        Waiting mine = new Waiting(project, new CountDownLatch(1));
        enter(mine);
        try {
            return work.get();
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
            if (mine.turn.await(patience.toMillis(), TimeUnit.MILLISECONDS) || !giveUp(mine)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!giveUp(mine)) {
                leave(mine.project);
            }
            throw new StoreException("Interrupted while waiting to read.", e);
        }
        throw new StoreException("Too many lists are being read at the same time.");
    }

    /** False when its turn has just come. */
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
                one.turn.countDown();
            }
        }
    }
}
