package dev.ringback.store;

import dev.ringback.kernel.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Copies the write-ahead log into the database, so that the log stays short and commits do not wait
 * for the copying.
 *
 * <p>Left to itself SQLite copies within a commit, which then takes up to a tenth of a second. Here
 * a thread of its own copies while commits go on. Such a pass can copy everything and still not
 * make the log shorter: writing starts again at the log's beginning only when a commit begins at a
 * moment at which all of it is copied, and under constant load there is always something new. So
 * when the log is longer than {@link #BOUND}, the thread copies until next to nothing is left and
 * asks the committing thread to copy that rest between two commits. The next commit then starts the
 * log anew. A reader that is in the middle of a long list only puts this off; beyond four times the
 * bound the committing thread waits for such readers.
 */
final class SqliteCheckpointer implements AutoCloseable {

    /** Length of the log, in bytes, at which it shall start anew. */
    static final long BOUND = 64L << 20;

    /** How much is written, in bytes, before a pass is worth its flush to disk. */
    private static final long PASS = 8L << 20;

    /** A rest that is copied in a few milliseconds, in bytes. */
    private static final long SMALL = 4L << 20;

    private static final Logger LOG = System.getLogger(SqliteCheckpointer.class.getName());

    private final Connection connection;
    private final Thread thread;
    private final ReentrantLock using = new ReentrantLock();
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong written = new AtomicLong();
    private volatile Wish wish = Wish.NOTHING;
    private volatile boolean closed;

    /** What the committing thread is asked to do. */
    private enum Wish {
        NOTHING("PASSIVE"),
        FINISH("PASSIVE"),
        FORCE("RESTART");

        private final String mode;

        Wish(String mode) {
            this.mode = mode;
        }
    }

    SqliteCheckpointer(SqliteFile file) throws SQLException {
        connection = file.checkpointer();
        thread = Thread.ofPlatform().daemon().name("sqlite-checkpointer").start(this::run);
    }

    /**
     * Called by the committing thread between two commits.
     *
     * @param bytes about how many the last commit wrote
     */
    void committed(long bytes) {
        if (written.addAndGet(bytes) >= PASS) {
            written.set(0);
            wake.release();
        }
        Wish asked = wish;
        if (asked != Wish.NOTHING && using.tryLock()) {
            try {
                wish = Wish.NOTHING;
                pass(asked);
            } catch (SQLException e) {
                LOG.log(Level.WARNING, "The write-ahead log could not be started anew.", e);
            } finally {
                using.unlock();
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                wake.tryAcquire(1, TimeUnit.SECONDS);
                wake.drainPermits();
                catchUp();
            } catch (InterruptedException _) {
                return;
            } catch (SQLException e) {
                LOG.log(Level.WARNING, "The write-ahead log could not be copied.", e);
            }
        }
    }

    private void catchUp() throws SQLException {
        boolean again = true;
        while (again && !closed && wish == Wish.NOTHING) {
            using.lock();
            try {
                Progress progress = pass(Wish.NOTHING);
                wish = progress.wish();
                again = progress.log > BOUND;
            } finally {
                using.unlock();
            }
        }
    }

    private Progress pass(Wish asked) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("PRAGMA wal_checkpoint(" + asked.mode + ")")) {
            row.next();
            long page = SqliteFile.PAGE_SIZE;
            return new Progress(row.getLong(2) * page, row.getLong(3) * page);
        }
    }

    /**
     * Waits for the thread and closes the connection. What is not copied yet is copied by the last
     * connection to be closed.
     */
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new StoreException("The checkpoint connection cannot be closed.", e);
        }
    }

    /**
     * What a pass saw.
     *
     * @param log length of the log in bytes, counted in pages
     * @param copied how much of it is in the database
     */
    private record Progress(long log, long copied) {

        Wish wish() {
            if (log > 4 * BOUND) {
                return Wish.FORCE;
            }
            return log > BOUND && log - copied <= SMALL ? Wish.FINISH : Wish.NOTHING;
        }
    }
}
