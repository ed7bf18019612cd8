package dev.ringback.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.contract.CommitsContract;
import dev.ringback.testkit.contract.FollowerContract;
import dev.ringback.testkit.contract.StoreContract;
import dev.ringback.testkit.store.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on SQLite, and what is SQLite's alone. */
final class SqliteStoreTest implements StoreContract, CommitsContract, FollowerContract {

    @TempDir Path directory;

    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    /** A directory has one store, so the rivals are two threads. */
    @Override
    public Store rival() {
        return store;
    }

    @Override
    public Store reopen() {
        store.close();
        store = SqliteStore.open(directory);
        return store;
    }

    @Test
    void aDirectoryIsUsedByOneStoreAtATime() {
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Another Ringback process uses the data directory");
        reopen();
    }

    @Test
    void otherUsersCannotReadTheFiles() throws Exception {
        store().commit(java.util.List.of(Samples.accept(new Samples().event())));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        for (String file : new String[] {"ringback.db", "ringback.db-wal", "ringback.db-shm"}) {
            Path path = directory.resolve(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aNewerDatabaseIsRefused() throws Exception {
        store.close();
        sql("UPDATE meta SET value = value + 900 WHERE name = 'schema version'");
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("(?s).*version 9\\d\\d, but.*")
                .hasMessageContaining("newer program");
        sql("UPDATE meta SET value = value - 900 WHERE name = 'schema version'");
        reopen();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedInWords() throws Exception {
        store.close();
        Files.writeString(directory.resolve("ringback.db"), "x".repeat(20_000));
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no SQLite database");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'running'",
                "state = 'succeeded'",
                "state = 'dead', finished_at = 1, due_at = NULL",
                "state = 'succeeded', finished_at = 1",
                "finished_at = 1",
                "due_at = NULL",
                "reason = 'why'",
                "attempts = -1",
                "partition = 64",
            })
    void theDatabaseItselfRefusesStatesThatCannotBe(String assignment) throws Exception {
        Samples samples = new Samples();
        var event = samples.event();
        done(Samples.accept(event, samples.call(event)));
        assertThatThrownBy(() -> sql("UPDATE call SET " + assignment))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("CHECK");
    }

    private void sql(String sql) throws SQLException {
        String url = "jdbc:sqlite:" + directory.resolve("ringback.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
