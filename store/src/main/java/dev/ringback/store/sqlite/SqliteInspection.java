package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Looks at a database file before it is used, and refuses what is no store of ours or not all of
 * it. The header is that of sqlite.org/fileformat2.html, section 1.3.
 */
public final class SqliteInspection {

    private static final System.Logger LOG = System.getLogger(SqliteInspection.class.getName());
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 100;

    private SqliteInspection() {}

    /** The write-ahead log that belongs to a database. */
    static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    /** Whether there is something in the log: the last one to use the database did not close it. */
    static boolean hasLog(Path database) throws IOException {
        Path log = logOf(database);
        return Files.exists(log) && Files.size(log) > 0;
    }

    /**
     * Refuses a file that is there and is not a whole database of this program.
     *
     * @throws StoreException naming the file and what to do
     */
    public static void requireOurs(Path database) {
        try {
            requireWhole(database, header(database));
            try (Connection connection = new SqliteFile(database).reader()) {
                requireTables(connection, database);
            }
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    "The database file %s cannot be read: %s"
                            .formatted(database, FileTrouble.words(e)),
                    e);
        }
    }

    /** Refuses to begin anew where something of an older database still lies. */
    static void requireNothing(Path database) {
        Path log = logOf(database);
        if (Files.exists(log)) {
            throw new StoreException(
                    """
                    There is %s, but %s, to which it belongs, is missing: put that back, or remove \
                    the first to begin with nothing.\
                    """
                            .formatted(log, database));
        }
        Path moved = database.resolveSibling(SqliteStore.MOVED);
        if (Files.exists(moved)) {
            throw new StoreException(
                    """
                    The data of this directory was moved to PostgreSQL: start with database-url, \
                    or take %s away to begin with nothing.\
                    """
                            .formatted(moved));
        }
    }

    /** Tells in the log when commits are lost because their log was damaged. */
    public static void tellOfDamage(Path database) {
        Path log = logOf(database);
        try {
            WriteAheadLog.Found found = WriteAheadLog.read(log);
            if (found.isDamaged()) {
                LOG.log(
                        Level.ERROR,
                        """
                        The write-ahead log %s is damaged at byte %d. %d commits behind that place \
                        were on disk and cannot be read: what was accepted or delivered in them is \
                        unknown. A backup of before may have more.\
                        """
                                .formatted(log, found.damagedAt(), found.lostCommits()));
            } else if (found.lostCommits() > 0) {
                LOG.log(
                        Level.WARNING,
                        """
                        The last commit in the write-ahead log %s is incomplete from byte %d on. \
                        After a loss of power that is usual, and nobody was told of that commit; \
                        otherwise the log is damaged.\
                        """
                                .formatted(log, found.damagedAt()));
            }
        } catch (IOException e) {
            throw new StoreException(
                    "The write-ahead log %s cannot be read: %s"
                            .formatted(log, FileTrouble.words(e)),
                    e);
        }
    }

    private static byte[] header(Path database) throws IOException {
        try (InputStream in = Files.newInputStream(database)) {
            return in.readNBytes(HEADER);
        }
    }

    private static void requireWhole(Path database, byte[] header) throws IOException {
        if (header.length == 0) {
            throw new StoreException(
                    """
                    The database file %s is empty: put a backup in its place, or remove it to begin \
                    with nothing.\
                    """
                            .formatted(database));
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (header.length < HEADER || !fields.slice(0, MAGIC.length).equals(wrapped())) {
            throw new StoreException(
                    "The file %s is no SQLite database: put a backup in its place."
                            .formatted(database));
        }
        boolean hasLog = hasLog(database);
        if (hasLog && header[18] == 1) {
            throw new StoreException(
                    """
                    The database file %s does not belong to the write-ahead log beside it, as after \
                    a backup was put there: remove %s, or take an empty directory.\
                    """
                            .formatted(database, logOf(database)));
        }
        long pageSize = Short.toUnsignedInt(fields.getShort(16));
        long whole =
                (pageSize == 1 ? 1 << 16 : pageSize) * Integer.toUnsignedLong(fields.getInt(28));
        // Only a program that knows the field has kept both counters the same.
        boolean known = fields.getInt(24) == fields.getInt(92);
        // With a log, pages may still be there alone.
        if (!hasLog && known && Files.size(database) < whole) {
            throw new StoreException(
                    """
                    The database file %s is cut short: it has %d of %d bytes. Put a backup in its \
                    place.\
                    """
                            .formatted(database, Files.size(database), whole));
        }
    }

    private static ByteBuffer wrapped() {
        return ByteBuffer.wrap(MAGIC);
    }

    /**
     * Refuses a database that has no tables of ours. All that is read is read by SQLite, so that it
     * may be in use: who opened and closed the file here would take away the locks that this
     * process holds on it.
     */
    static void requireTables(Connection connection, Path database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                        + " AND name IN ('meta', 'event', 'call', 'document')")) {
            if (!rows.next() || rows.getInt(1) < 4) {
                throw new StoreException(
                        """
                        The database %s was made by another program, or is empty: it has no tables \
                        of Ringback. Choose another data directory, or put a backup in its place.\
                        """
                                .formatted(database));
            }
        }
    }
}
