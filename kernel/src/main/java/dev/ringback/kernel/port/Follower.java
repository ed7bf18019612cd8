package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Change;

/**
 * The port of whoever keeps in memory what is on disk: it follows what is committed. Handed to an
 * engine in a list, and told by it:
 *
 * <ul>
 *   <li>on the committing thread, in the order of the commits, and of one change in the order of
 *       the list;
 *   <li>before whoever asked for the change hears of it, before its calls start, and before the
 *       next group of changes is committed;
 *   <li>of every change of this engine that is known to be on disk, each as a whole. Of an event
 *       whose id was there already it is told all the same.
 * </ul>
 *
 * <p>What was committed before the engine runs, or by another process, is not told. A change whose
 * answer was lost may be told late or never. So what a follower knows is a guess wherever that
 * matters, to be made anew from the disk when it is in doubt.
 */
@FunctionalInterface
public interface Follower {

    /**
     * Follows a change that is on disk. Returns quickly: it waits for nothing, least of all for a
     * commit, since every commit waits for it. What it throws is reported as a bug, and the others
     * hear all the same.
     */
    void committed(Change change);
}
