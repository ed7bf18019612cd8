package dev.ringback.store.lists;

import dev.ringback.kernel.port.StoreException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread write at a time, undoes what fails, and replaces a writer whose connection broke
 * when the next thread wants to write.
 */
public final class SingleWriter implements AutoCloseable {

    private final String database;
    private final Opener opener;

    /** Fair, so that a long prune lets every commit in between its steps. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private volatile @Nullable Writer writer;
    private boolean closed;

    /**
     * Starts without a writer.
     *
     * @param database its name in messages
     * @param opener opens a writer when one is wanted, and the next one when that broke
     */
    public SingleWriter(String database, Opener opener) {
        this.database = database;
        this.opener = opener;
    }

    /** Starts with a writer that is open already. */
    public SingleWriter(String database, Writer writer, Opener opener) {
        this(database, opener);
        this.writer = writer;
    }

    /**
     * Runs work that commits at its end.
     *
     * @throws StoreException when it failed; then it is undone
     */
    <T> T write(Work<T> work) {
        lock.lock();
        try {
            return work.with(writer());
        } catch (SQLException e) {
            undo();
            throw new StoreException(database + " could not write: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            // An error too, or the next group would be committed with half of this one.
            undo();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes sure that no commit is in doubt any more. One whose answer was lost may still be under
     * way; whoever looks on disk for what became of it must not look too early.
     *
     * @throws StoreException when that cannot be found out now
     */
    void makeCertain() {
        if (writer == null) {
            boolean _ = write(_ -> true);
        }
    }

    private Writer writer() throws SQLException {
        if (closed) {
            throw new StoreException("The store is closed.");
        }
        Writer current = writer;
        if (current == null) {
            current = opener.open();
            writer = current;
        }
        return current;
    }

    private void undo() {
        Writer current = writer;
        if (current == null) {
            return;
        }
        try {
            current.rollback();
        } catch (SQLException | RuntimeException | Error _) {
            // Closing the connection undoes it as well; the failure that led here is reported.
            writer = null;
            closeBroken(current);
        }
    }

    private void closeBroken(Writer broken) {
        try {
            broken.close();
        } catch (SQLException e) {
            System.getLogger(SingleWriter.class.getName())
                    .log(Level.WARNING, database + ": a broken connection stays open.", e);
        }
    }

    /** Waits for the thread that writes, then refuses all others. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Writer current = writer;
            writer = null;
            if (current != null) {
                current.close();
            }
        } catch (SQLException e) {
            throw new StoreException(database + " could not be closed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Something to write. */
    @FunctionalInterface
    interface Work<T> {
        T with(Writer writer) throws SQLException;
    }

    /** Opens a writer. */
    @FunctionalInterface
    public interface Opener {
        Writer open() throws SQLException;
    }
}
