package dev.ringback.store;

import dev.ringback.kernel.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * A few threads with a connection each, on which all reads run. A virtual thread that called SQLite
 * itself would hold its carrier until the answer is complete, and two long lists would stop
 * everything on a machine with two cores; so it waits for one of these threads instead.
 */
final class SqliteReaders implements Session, AutoCloseable {

    private static final int KEPT_STATEMENTS = 64;

    private final SqliteFile file;
    private final Quiet quiet;
    private final ExecutorService threads;

    /** For work that asks questions itself, which must not take the place of who answers them. */
    private final ExecutorService apart;

    private final BlockingQueue<Reader> idle;

    /**
     * So many threads.
     *
     * @param name what the threads are called
     */
    SqliteReaders(SqliteFile file, Quiet quiet, String name, int number) {
        this.file = file;
        this.quiet = quiet;
        this.threads = Executors.newFixedThreadPool(number, named("sqlite-" + name + "-"));
        this.apart = Executors.newSingleThreadExecutor(named("sqlite-pruner-"));
        this.idle = new ArrayBlockingQueue<>(number);
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        return run(threads, () -> ask(sql, arguments, row));
    }

    @Override
    public <T> T run(Callable<T> work) {
        return run(apart, work);
    }

    private static <T> T run(ExecutorService executor, Callable<T> work) {
        try {
            return await(executor.submit(work));
        } catch (RejectedExecutionException e) {
            throw new StoreException("The store is closed.", e);
        }
    }

    private static ThreadFactory named(String prefix) {
        return Thread.ofPlatform().daemon().name(prefix, 1).factory();
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while reading.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failed) {
                throw failed;
            }
            throw new StoreException("SQLite could not read: " + e.getMessage(), e);
        }
    }

    private <T> List<T> ask(String sql, List<?> arguments, Row<T> row) throws SQLException {
        Reader reader = idle.poll();
        if (reader == null) {
            reader = new Reader(file.reader());
        }
        try {
            Reader asked = reader;
            List<T> rows = quiet.reading(() -> asked.ask(sql, arguments, row));
            idle.add(reader);
            return rows;
        } catch (SQLException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public void close() {
        apart.close();
        threads.close();
        for (Reader reader : idle) {
            reader.close();
        }
    }

    /** A connection with the statements it has prepared; used by one thread at a time. */
    private static final class Reader implements AutoCloseable {

        private final Connection connection;
        private final Map<String, PreparedStatement> statements = new HashMap<>();

        Reader(Connection connection) {
            this.connection = connection;
        }

        <T> List<T> ask(String sql, List<?> arguments, Row<T> row) throws SQLException {
            return Session.rows(prepared(sql), arguments, row);
        }

        private PreparedStatement prepared(String sql) throws SQLException {
            PreparedStatement kept = statements.get(sql);
            if (kept != null) {
                return kept;
            }
            if (statements.size() == KEPT_STATEMENTS) {
                for (PreparedStatement statement : statements.values()) {
                    statement.close();
                }
                statements.clear();
            }
            PreparedStatement statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
            return statement;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new StoreException("A reading connection cannot be closed.", e);
            }
        }
    }
}
