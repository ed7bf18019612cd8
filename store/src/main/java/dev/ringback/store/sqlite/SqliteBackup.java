package dev.ringback.store.sqlite;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.rows.DirectoryLock;
import dev.ringback.store.rows.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.DB;

/**
 * A copy of the database of a data directory, at one moment. The server that owns the directory may
 * run meanwhile: it commits on, and only its write-ahead log cannot start anew before the copy is
 * complete.
 */
public final class SqliteBackup {

    /** 4 MiB. */
    private static final int PAGES_AT_ONCE = 256;

    private static final int BUSY_MILLIS = 10;
    private static final int BUSY_TIMES = 1_000;

    private SqliteBackup() {}

    /**
     * Copies. The file appears when it is complete and on disk, readable by its owner only.
     *
     * @param directory the data directory
     * @param overwrite whether a file that is there may be replaced
     * @return the size of the copy in bytes
     * @throws StoreException in words for the person who asked: when there is no database, when the
     *     file is there already or cannot be written
     */
    public static long write(Path directory, Path file, boolean overwrite) {
        requireRoom(directory, file, overwrite);
        Path database = directory.resolve(SqliteStore.FILE);
        try {
            return copy(database, file);
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    "The backup %s cannot be written: %s".formatted(file, FileTrouble.words(e)), e);
        }
    }

    /**
     * Refuses what {@link #write} would refuse before it begins.
     *
     * @throws StoreException in words for the person who asked
     */
    public static void requireRoom(Path directory, Path file, boolean overwrite) {
        if (!Files.exists(directory.resolve(SqliteStore.FILE))) {
            throw new StoreException(
                    "There is no database in %s: name the data directory of the server."
                            .formatted(directory));
        }
        Path folder = file.toAbsolutePath().resolveSibling("");
        if (!Files.isDirectory(folder)) {
            throw new StoreException("There is no directory %s.".formatted(folder));
        }
        if (isSame(folder, directory)) {
            throw new StoreException(
                    "The backup %s must not lie in the data directory itself.".formatted(file));
        }
        if (Files.isDirectory(file)) {
            throw new StoreException(
                    "%s is a directory: name the file that the copy goes to.".formatted(file));
        }
        if (Files.exists(file) && !overwrite) {
            throw new StoreException(
                    "The file %s is there already: choose another name, or add --overwrite."
                            .formatted(file));
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    private static long copy(Path database, Path file) throws IOException, SQLException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        // Made for its owner only.
        Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
        try {
            copyPages(database, part);
            finish(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            DirectoryLock.sync(folder);
            return Files.size(file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Copies in small steps, each of which is flushed. One flush of everything at the end would
     * keep the commits of the server waiting for as long as the disk takes for all of it.
     */
    private static void copyPages(Path database, Path part) throws SQLException, IOException {
        try (Connection connection = new SqliteFile(database).reader();
                FileChannel flushed = FileChannel.open(part, StandardOpenOption.WRITE)) {
            // All steps see what this transaction sees, whatever is committed meanwhile.
            connection.setAutoCommit(false);
            SqliteInspection.requireTables(connection, database);
            DB pages = connection.unwrap(SQLiteConnection.class).getDatabase();
            int code =
                    pages.backup(
                            "main",
                            part.toString(),
                            (_, _) -> flush(flushed),
                            BUSY_MILLIS,
                            BUSY_TIMES,
                            PAGES_AT_ONCE);
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLException(
                        "SQLite gave up with %s".formatted(SQLiteErrorCode.getErrorCode(code)));
            }
        }
    }

    private static void flush(FileChannel channel) {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A backup says that no write-ahead log belongs to it. */
    private static void finish(Path part) throws SQLException, IOException {
        try (Connection connection = new SqliteFile(part).copier();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
