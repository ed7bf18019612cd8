package dev.ringback.store.lists;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import java.sql.SQLException;
import java.util.List;

/** The one connection that writes; used by one thread at a time. */
public interface Writer extends AutoCloseable {

    /** Writes the changes and returns when they are on disk. */
    List<Committed> commit(List<Change> changes) throws SQLException;

    /**
     * Deletes events with all their calls and attempts, except those with a call that waits and
     * those that another event quotes, and returns when that is on disk.
     *
     * @return how many events went
     */
    int prune(List<Long> sequences) throws SQLException;

    /**
     * Deletes calls of a project with their attempts, or its events once it has no calls, and what
     * was counted of them, and returns when that is on disk.
     *
     * @param limit how many at most
     * @return how many went
     */
    int erase(String project, int limit) throws SQLException;

    /**
     * Deletes documents that expired before a moment.
     *
     * @param now in milliseconds since 1970
     * @param limit how many at most
     * @return how many documents went
     */
    int expire(long now, int limit) throws SQLException;

    /**
     * Deletes some of the sightings that have expired.
     *
     * @param now in milliseconds since 1970
     * @param limit how many at most
     * @return whether there may be more
     */
    boolean forget(long now, int limit) throws SQLException;

    /** Undoes what was not committed; when this fails too, the connection is of no more use. */
    void rollback() throws SQLException;

    @Override
    void close() throws SQLException;
}
