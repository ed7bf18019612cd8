package dev.ringback.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** One database file, and how its connections are set up. */
public class SqliteFile {

    /**
     * Large pages suit 2 KB payloads: at 16 KiB the same work costs a quarter less processor time
     * than at SQLite's usual 4 KiB.
     */
    static final int PAGE_SIZE = 16 * 1024;

    private final Path path;

    public SqliteFile(Path path) {
        this.path = path;
    }

    /** How long the write-ahead log gets. */
    LogBounds log() {
        return LogBounds.DEFAULT;
    }

    /** The connection that writes: a commit is on disk when it returns. */
    public Connection writer() throws SQLException {
        Connection connection = connect();
        set(connection, "page_size = " + PAGE_SIZE);
        set(connection, "journal_mode = WAL");
        set(connection, "synchronous = FULL");
        set(connection, "wal_autocheckpoint = 0");
        set(connection, "journal_size_limit = " + log().length());
        set(connection, "cache_size = -32768");
        set(connection, "temp_store = MEMORY");
        connection.setAutoCommit(false);
        return connection;
    }

    /** The connection that copies the write-ahead log into the database. */
    Connection checkpointer() throws SQLException {
        Connection connection = connect();
        set(connection, "synchronous = FULL");
        set(connection, "wal_autocheckpoint = 0");
        return connection;
    }

    /** A connection that only reads. */
    public Connection reader() throws SQLException {
        Connection connection = connect();
        set(connection, "cache_size = -8192");
        set(connection, "temp_store = MEMORY");
        set(connection, "query_only = ON");
        return connection;
    }

    /** A connection to a file that is only copied and looked after. */
    Connection copier() throws SQLException {
        Connection connection = connect();
        set(connection, "wal_autocheckpoint = 0");
        set(connection, "cache_size = -8192");
        return connection;
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        // Otherwise the driver asks for the last row id after every insert.
        properties.setProperty("jdbc.get_generated_keys", "false");
        properties.setProperty("busy_timeout", "5000");
        return DriverManager.getConnection("jdbc:sqlite:" + path, properties);
    }

    private static void set(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA " + pragma);
        }
    }
}
