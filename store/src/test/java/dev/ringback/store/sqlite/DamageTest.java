package dev.ringback.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.store.Samples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start on files that somebody copied or damaged; nothing in it fails at once. */
class DamageTest {

    @TempDir Path directory;

    private final Samples samples = new Samples();
    private Path copy;

    /**
     * The files as they are while a process uses them: most of it in the database, some in the log.
     */
    @BeforeEach
    void copyWhatIsInUse() throws IOException {
        copy = Files.createDirectory(directory.resolve("copy"));
        Path used = directory.resolve("used");
        try (Store store = SqliteStore.open(used)) {
            commit(store, 1_200);
        }
        try (Store store = SqliteStore.open(used)) {
            commit(store, 20);
            for (String name : List.of("ringback.db", "ringback.db-wal")) {
                Files.copy(used.resolve(name), copy.resolve(name));
            }
        }
    }

    private void commit(Store store, int commits) {
        for (int i = 0; i < commits; i++) {
            Event event = samples.event();
            store.commit(List.of(Samples.accept(event, samples.call(event))));
        }
    }

    @Test
    void commitsThatAreLostBehindADamagedPageOfTheLogAreTold() throws IOException {
        overwrite("ringback.db-wal", 32 + 4L * (24 + SqliteFile.PAGE_SIZE) + 1_000);

        try (Told told = Told.by(SqliteInspection.class);
                Store _ = SqliteStore.open(copy)) {
            assertThat(told.of(copy.resolve("ringback.db-wal"), "commits behind that place"))
                    .isTrue();
        }
    }

    @Test
    void aDatabaseThatIsNotAsItWasLeftIsToldAfterAStartThatFoundALog() throws IOException {
        long pages = Files.size(copy.resolve("ringback.db")) / SqliteFile.PAGE_SIZE;
        // Some of them are newer in the log, where they are whole. The first are read at the start.
        for (long page = pages * 2 / 3; page < pages; page++) {
            overwrite("ringback.db", page * SqliteFile.PAGE_SIZE);
        }

        try (Told told = Told.by(SqliteCheck.class);
                Store _ = SqliteStore.open(copy)) {
            Eventually.until(
                    "the damage is told", () -> told.of(copy.resolve("ringback.db"), "is damaged"));
        }
    }

    @Test
    void aWholeCopyIsTakenWithoutAWord() {
        try (Told inspection = Told.by(SqliteInspection.class);
                Told check = Told.by(SqliteCheck.class)) {
            SqliteStore.open(copy).close();

            assertThat(inspection.of(copy, "")).isFalse();
            assertThat(check.of(copy, "")).isFalse();
        }
    }

    private void overwrite(String name, long place) throws IOException {
        try (var file = new RandomAccessFile(copy.resolve(name).toFile(), "rw")) {
            file.seek(place);
            file.write("what the disk made of it ".repeat(20).getBytes(UTF_8));
        }
    }
}
