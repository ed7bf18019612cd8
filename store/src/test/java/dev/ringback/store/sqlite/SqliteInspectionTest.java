package dev.ringback.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a data directory and is not a store, or not all of one. */
class SqliteInspectionTest {

    @TempDir Path directory;

    private Path database;

    @BeforeEach
    void name() {
        database = directory.resolve(SqliteStore.FILE);
    }

    @Test
    void anEmptyFileIsRefusedAndLeftAsItIs() throws IOException {
        Files.createFile(database);

        refused("is empty");

        assertThat(database).isEmptyFile();
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Files.writeString(database, "x".repeat(5_000));

        refused("no SQLite database");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() throws Exception {
        foreign("CREATE TABLE song (title TEXT)");
        byte[] before = Files.readAllBytes(database);

        refused("another program");

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    @Test
    void aDatabaseThatIsCutShortIsRefused() throws IOException {
        SqliteStore.open(directory).close();
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.setLength(file.length() - SqliteFile.PAGE_SIZE);
        }

        refused("cut short");
    }

    @Test
    void aDirectoryWhoseDataWasMovedIsRefused() throws IOException {
        Files.writeString(directory.resolve(SqliteStore.MOVED), "all of it");

        refused("moved to PostgreSQL");

        assertThat(database).doesNotExist();
    }

    @Test
    void aBackupOverADirectoryIsRefusedWhetherOrNotItMayOverwrite(@TempDir Path elsewhere) {
        SqliteStore.open(directory).close();

        for (boolean overwrite : new boolean[] {false, true}) {
            assertThatThrownBy(() -> SqliteBackup.requireRoom(directory, elsewhere, overwrite))
                    .hasMessageContaining(elsewhere + " is a directory");
        }
    }

    @Test
    void aLogWithoutItsDatabaseIsRefused() throws IOException {
        Files.writeString(SqliteInspection.logOf(database), "log");

        refused("-wal");

        assertThat(database).doesNotExist();
    }

    @Test
    void aBackupBesideTheLogOfAnotherDatabaseIsRefused() throws IOException {
        SqliteStore.open(directory).close();
        Path backup = Files.createDirectory(directory.resolve("away")).resolve("backup.db");
        long size = SqliteBackup.write(directory, backup, false);
        assertThat(size).isPositive();
        Files.delete(database);
        Files.move(backup, database);
        Files.writeString(SqliteInspection.logOf(database), "of another one");

        refused("does not belong");
    }

    @Test
    void aNewDatabaseLeavesNothingBesideIt() throws IOException {
        // Left by a start that was killed.
        Files.writeString(directory.resolve("ringback.db.new"), "half");

        SqliteStore.open(directory).close();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(SqliteStore.FILE, "ringback.lock");
        }
    }

    private void refused(String part) {
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(database.toString())
                .hasMessageContaining(part);
    }

    private void foreign(String sql) throws Exception {
        try (Connection connection = new SqliteFile(database).writer();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        }
    }
}
