package dev.ringback.store;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.FileTrouble;
import dev.ringback.store.sqlite.SqliteBackup;
import dev.ringback.store.sqlite.SqliteFile;
import dev.ringback.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The data directory of a server: the embedded database is in it, and a process on a shared one
 * keeps its sign of life there.
 */
public record DataDirectory(Path path) {

    /** Opens the database in it, as {@link SqliteStore#open(Path)} does. */
    public Store open() {
        return SqliteStore.open(path);
    }

    /** Connects to a database elsewhere, as {@link PostgresNode#on} does. */
    public PostgresNode node(String database, String url, Consumer<String> lost) {
        return PostgresNode.on(database, path, url, lost);
    }

    /**
     * How many calls wait in the database in it, if there is one. Nothing is changed, and another
     * process may use it.
     *
     * @throws StoreException when there is one that cannot be read
     */
    public long waiting() {
        Path database = path.resolve(SqliteStore.FILE);
        if (!Files.exists(database) || Files.isDirectory(database)) {
            return 0;
        }
        try (Connection connection = new SqliteFile(database).reader();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM call WHERE state = 'waiting'")) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            throw new StoreException(
                    "The database %s cannot be read: %s".formatted(database, e.getMessage()), e);
        }
    }

    /** How long the write-ahead log of the database in it is; 0 when there is none. */
    public long logBytes() {
        try {
            return Files.size(path.resolve(SqliteStore.FILE + "-wal"));
        } catch (IOException _) {
            return 0;
        }
    }

    /** Refuses what {@link #backUp} would refuse before it begins. */
    public void requireRoom(Path file, boolean overwrite) {
        SqliteBackup.requireRoom(path, file, overwrite);
    }

    /** Copies the database in it, as {@link SqliteBackup#write} does. */
    public long backUp(Path file, boolean overwrite) {
        return SqliteBackup.write(path, file, overwrite);
    }

    /** Takes all of it to PostgreSQL, as {@link SqliteToPostgres#move} does. */
    public Map<String, Long> moveTo(String url) {
        return SqliteToPostgres.move(path, url);
    }

    /** What the old database is called when its data is elsewhere. */
    public Path moved() {
        return path.resolve(SqliteStore.MOVED);
    }

    /** Why something came of no file in it, in words for an operator. */
    public static String words(IOException trouble) {
        return FileTrouble.words(trouble);
    }
}
