package dev.ringback.kernel.commit;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.kernel.sharing.Turns;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of what waits to be committed. Projects have their turns, so that one that hands in
 * much delays another by a change and not by all of its own. Requests of one project leave room for
 * those of others; what running calls came to always has a place, for those are bounded themselves.
 * Safe for many threads.
 *
 * @param <E> what waits
 */
final class CommitQueue<E> {

    private final Places places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Turns<Entry<E>> turns = new Turns<>();
    private Optional<E> last = Optional.empty();

    /** One that waits; two with the same content are not the same. */
    private static final class Entry<E> {

        private final ProjectId project;
        private final E element;
        private final boolean placed;

        Entry(ProjectId project, E element, boolean placed) {
            this.project = project;
            this.element = element;
            this.placed = placed;
        }
    }

    /**
     * Makes an empty one.
     *
     * @param places how many requests may wait
     */
    CommitQueue(int places) {
        this.places = new Places(places);
    }

    /** Queues what a request wants, unless the project has its share of the places. */
    boolean offer(ProjectId project, E element) {
        boolean placed = places.take(project);
        if (placed) {
            add(new Entry<>(project, element, true));
        }
        return placed;
    }

    /** Queues what a running call came to. */
    void put(ProjectId project, E element) {
        add(new Entry<>(project, element, false));
    }

    private void add(Entry<E> entry) {
        lock.lock();
        try {
            turns.add(entry.project, entry);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Queues what comes behind everything else. */
    void end(E element) {
        lock.lock();
        try {
            last = Optional.of(element);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is next, as soon as there is something. */
    E take() throws InterruptedException {
        lock.lock();
        try {
            Optional<E> next = next();
            while (next.isEmpty()) {
                filled.await();
                next = next();
            }
            return next.get();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is next, if there is something. */
    Optional<E> poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** The least by some order, of those that are the first of their project. */
    Optional<E> first(Comparator<E> order) {
        lock.lock();
        try {
            return turns.firsts().map(entry -> entry.element).min(order);
        } finally {
            lock.unlock();
        }
    }

    private Optional<E> next() {
        Optional<Entry<E>> next = turns.next();
        if (next.isEmpty()) {
            Optional<E> end = last;
            last = Optional.empty();
            return end;
        }
        if (next.get().placed) {
            places.leave(next.get().project);
        }
        return Optional.of(next.get().element);
    }
}
