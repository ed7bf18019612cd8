package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import java.util.List;

/**
 * The port through which changes get to disk. The engine is one; another is for those who are made
 * before it.
 */
@FunctionalInterface
public interface Commits {

    /**
     * Commits a change whole or not at all, and waits for that.
     *
     * @return {@code Done} when it is on disk and its calls are on their way; anything else says
     *     what is known instead, see {@link Committed}
     */
    Committed commit(Change change);

    /**
     * Commits each change in a transaction of its own, for the time in which no engine runs on the
     * store: nobody is told, and calls stay where they are until an engine takes up what waits.
     * Throws a {@link StoreException} when the store fails.
     */
    static Commits alone(Store store) {
        return change -> store.commit(List.of(change)).getFirst();
    }
}
