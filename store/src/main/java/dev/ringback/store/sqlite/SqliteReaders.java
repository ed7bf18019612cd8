package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A few threads with a connection each, on which reads run. */
final class SqliteReaders implements Session, AutoCloseable {

    private static final int KEPT_STATEMENTS = 64;

    private final SqliteFile file;
    private final ReaderPause pause;
    private final SqliteThreads threads;
    private final BlockingQueue<Reader> idle;

    /**
     * So many threads.
     *
     * @param name what the threads are called
     */
    SqliteReaders(SqliteFile file, ReaderPause pause, String name, int number) {
        this.file = file;
        this.pause = pause;
        this.threads = new SqliteThreads(name, number);
        this.idle = new ArrayBlockingQueue<>(number);
    }

    @Override
    public <T> List<T> query(String sql, List<?> arguments, Row<T> row) {
        return threads.call(() -> ask(sql, arguments, row));
    }

    private <T> List<T> ask(String sql, List<?> arguments, Row<T> row) throws SQLException {
        Reader reader = idle.poll();
        if (reader == null) {
            reader = new Reader(file.reader());
        }
        try {
            Reader asked = reader;
            List<T> rows = pause.reading(() -> asked.ask(sql, arguments, row));
            idle.add(reader);
            return rows;
        } catch (SQLException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public void close() {
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
