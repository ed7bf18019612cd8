package dev.ringback.kernel.sharing;

import dev.ringback.kernel.model.ProjectId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A fair queue of those who wait for something that projects share. Each project has its turn after
 * the others, however many of its own wait; within a project the first comes first. Every operation
 * takes the same time, however many wait. Not for more than one thread at a time.
 *
 * @param <E> what waits; each is added once, and is the same as no other
 */
public final class Turns<E> {

    private final SequencedMap<ProjectId, SequencedSet<E>> waiting = new LinkedHashMap<>();
    private int size;

    /** Makes it wait, as the last of its project. */
    public void add(ProjectId project, E element) {
        if (waiting.computeIfAbsent(project, _ -> new LinkedHashSet<>()).add(element)) {
            size++;
        }
    }

    /** Makes it wait as the next of all, because it has had its turn in vain. */
    void addFirst(ProjectId project, E element) {
        SequencedSet<E> own = waiting.getOrDefault(project, new LinkedHashSet<>());
        if (own.add(element)) {
            size++;
        }
        own.addFirst(element);
        waiting.putFirst(project, own);
    }

    /**
     * Makes it wait no more.
     *
     * @return whether it did
     */
    public boolean remove(ProjectId project, E element) {
        SequencedSet<E> own = waiting.get(project);
        if (own == null || !own.remove(element)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            waiting.remove(project);
        }
        return true;
    }

    /** Takes whose turn it is; empty when nobody waits. */
    public Optional<E> next() {
        return next(_ -> true);
    }

    /**
     * Takes whose turn it is among some projects, which then wait behind all others.
     *
     * @param may says of a project whether it may have a turn
     */
    public Optional<E> next(Predicate<ProjectId> may) {
        for (Map.Entry<ProjectId, SequencedSet<E>> entry : waiting.entrySet()) {
            if (may.test(entry.getKey())) {
                return Optional.of(take(entry.getKey(), entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private E take(ProjectId project, SequencedSet<E> own) {
        E first = own.removeFirst();
        size--;
        waiting.remove(project);
        if (!own.isEmpty()) {
            waiting.put(project, own);
        }
        return first;
    }

    /**
     * Whether one more of a project may wait where so many may in all: a project may have as many
     * as there are places left. So one alone may have half of them, and there is always room for
     * another.
     */
    public boolean leavesRoom(ProjectId project, int most) {
        return size(project) < most - size;
    }

    /** The first of each project that waits, in the order of their turns. */
    public Stream<E> firsts() {
        return waiting.values().stream().map(SequencedSet::getFirst);
    }

    /** How many wait. */
    public int size() {
        return size;
    }

    /** How many of a project wait. */
    public int size(ProjectId project) {
        SequencedSet<E> own = waiting.get(project);
        return own == null ? 0 : own.size();
    }
}
