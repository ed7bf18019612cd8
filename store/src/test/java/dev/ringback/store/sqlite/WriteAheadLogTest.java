package dev.ringback.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of SQLite, after it was left by a process that was killed. */
class WriteAheadLogTest {

    private static final int COMMITS = 20;
    private static final int FRAME = 24 + SqliteFile.PAGE_SIZE;

    @TempDir Path directory;

    private Path log;

    @BeforeEach
    void leaveALog() throws Exception {
        Path database = directory.resolve("a.db");
        log = directory.resolve("left.db-wal");
        try (Connection connection = new SqliteFile(database).writer();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (n INTEGER)");
            connection.commit();
            for (int i = 1; i < COMMITS; i++) {
                statement.execute("INSERT INTO t VALUES (" + i + ")");
                connection.commit();
            }
            Files.copy(SqliteInspection.logOf(database), log);
        }
    }

    @Test
    void aWholeLogIsReadToItsEnd() throws IOException {
        WriteAheadLog.Found found = WriteAheadLog.read(log);

        assertThat(found.damagedAt()).isEqualTo(Files.size(log));
        assertThat(found.frames()).isEqualTo((Files.size(log) - 32) / FRAME);
        assertThat(found.lostCommits()).isZero();
        assertThat(found.isDamaged()).isFalse();
    }

    @Test
    void whatIsCutOffAtTheEndIsNoDamage() throws IOException {
        cut(Files.size(log) - 100);

        assertThat(WriteAheadLog.read(log).isDamaged()).isFalse();
        assertThat(WriteAheadLog.read(log).lostCommits()).isZero();
    }

    @Test
    void commitsBehindAnOverwrittenPageAreCounted() throws IOException {
        long place = 32 + 3L * FRAME;
        overwrite(place + 500);

        WriteAheadLog.Found found = WriteAheadLog.read(log);

        assertThat(found.isDamaged()).isTrue();
        assertThat(found.damagedAt()).isEqualTo(place);
        assertThat(found.frames()).isEqualTo(3);
        assertThat(found.lostCommits()).isBetween(2, COMMITS - 1);
    }

    @Test
    void aLastCommitThatDidNotGetWholeMayBeALossOfPower() throws IOException {
        overwrite(Files.size(log) - 100);

        assertThat(WriteAheadLog.read(log).lostCommits()).isEqualTo(1);
        assertThat(WriteAheadLog.read(log).isDamaged()).isFalse();
    }

    @Test
    void whatIsLeftOfAnOlderLogIsNoDamage() throws IOException {
        long place = 32 + 5L * FRAME;
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            for (long at = place; at < file.length(); at += FRAME) {
                file.seek(at + 8);
                file.writeLong(7);
            }
        }

        assertThat(WriteAheadLog.read(log).frames()).isEqualTo(5);
        assertThat(WriteAheadLog.read(log).lostCommits()).isZero();
    }

    @Test
    void noLogAndAnUnfinishedOneAreEmpty() throws IOException {
        cut(20);

        assertThat(WriteAheadLog.read(log).frames()).isZero();
        assertThat(WriteAheadLog.read(directory.resolve("none")).frames()).isZero();
    }

    private void cut(long length) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    private void overwrite(long place) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(place);
            file.write("junk that the disk made".getBytes(UTF_8));
        }
    }
}
