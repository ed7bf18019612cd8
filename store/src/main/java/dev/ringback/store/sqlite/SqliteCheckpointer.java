package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * moment at which all of it is copied and nobody reads it, and under constant load there is always
 * something new. So when the log is longer than its bound, the thread copies until next to nothing
 * is left and asks the committing thread to copy that rest between two commits. The next commit
 * then starts the log anew.
 *
 * <p>No pass waits for readers. Where those of this process leave no gap between them, the thread
 * lets them pause for a moment. A reader in another program is left alone: the log grows for as
 * long as it reads, and that is said.
 */
final class SqliteCheckpointer implements AutoCloseable {

    /** How often it is said that somebody keeps the log from starting anew. */
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

    /** How long nobody is asked to pause after it was of no use. */
    private static final Duration REST = Duration.ofSeconds(5);

    /** How long readers pause for a commit to come. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOG = System.getLogger(SqliteCheckpointer.class.getName());

    private final Connection connection;
    private final ReaderPause pause;
    private final LogBounds bounds;
    private final Thread thread;
    private final ReentrantLock using = new ReentrantLock();
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore commits = new Semaphore(0);
    private final AtomicLong written = new AtomicLong();
    private long uselessAt;
    private long warnedAt;
    private volatile boolean finish;
    private volatile boolean closed;

    SqliteCheckpointer(SqliteFile file, ReaderPause pause) throws SQLException {
        this.connection = file.checkpointer();
        this.pause = pause;
        this.bounds = file.log();
        long now = System.nanoTime();
        this.uselessAt = now - REST.toNanos();
        this.warnedAt = now - BETWEEN_WARNINGS.toNanos();
        this.thread = Thread.ofPlatform().daemon().name("sqlite-checkpointer").start(this::run);
    }

    /**
     * Called by the committing thread between two commits.
     *
     * @param bytes about how many the last commit wrote
     */
    void committed(long bytes) {
        commits.release();
        if (written.addAndGet(bytes) >= bounds.pass()) {
            written.set(0);
            wake.release();
        }
        if (finish && using.tryLock()) {
            try {
                finish = false;
                pass();
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
            } catch (Throwable e) {
                // Whatever it was, the log must not grow for good.
                LOG.log(Level.WARNING, "The write-ahead log could not be copied.", e);
            }
        }
    }

    private void catchUp() throws SQLException, InterruptedException {
        Progress progress = copied();
        for (int i = 0; i < 3 && progress.log > bounds.length() && !isNearlyCopied(progress); i++) {
            progress = copied();
        }
        if (progress.log <= bounds.length()) {
            return;
        }
        if (progress.log <= 2 * bounds.length()) {
            finish = isNearlyCopied(progress);
        } else if (System.nanoTime() - uselessAt >= REST.toNanos()) {
            startAnew(progress.log);
        }
    }

    /** Lets the readers of this process pause until a commit has started the log anew. */
    private void startAnew(long before) throws SQLException, InterruptedException {
        boolean quieted = pause.quietly(() -> whileNobodyReads());
        if (!quieted || copied().log >= before) {
            uselessAt = System.nanoTime();
        }
    }

    private void whileNobodyReads() throws SQLException, InterruptedException {
        Progress progress = copied();
        if (!isNearlyCopied(progress)) {
            warn(progress);
            return;
        }
        commits.drainPermits();
        finish = true;
        // The first copies the rest, the second starts anew.
        commits.tryAcquire(2, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void warn(Progress progress) {
        long now = System.nanoTime();
        if (now - warnedAt >= BETWEEN_WARNINGS.toNanos()) {
            warnedAt = now;
            LOG.log(
                    Level.WARNING,
                    """
                    Another program has been reading the database for long and keeps its write-ahead \
                    log from starting anew. The log has %,d MB and grows; end that program's read.\
                    """
                            .formatted(progress.log >> 20));
        }
    }

    private boolean isNearlyCopied(Progress progress) {
        return progress.log - progress.copied <= bounds.rest();
    }

    private Progress copied() throws SQLException {
        using.lock();
        try {
            return pass();
        } finally {
            using.unlock();
        }
    }

    /** Copies what no reader stands in the way of, and waits for nobody. */
    private Progress pass() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
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
    private record Progress(long log, long copied) {}
}
