package dev.ringback.store.postgres;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.store.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a real PgBouncer: right, or refused in a sentence. */
final class PoolerTest {

    private static final Path PGBOUNCER = Path.of("/usr/sbin/pgbouncer");

    @TempDir Path directory;

    @BeforeEach
    void isThere() {
        assumeTrue(Files.isExecutable(PGBOUNCER), "PgBouncer is not installed (package pgbouncer)");
    }

    @Test
    void aPoolerThatGivesEachTransactionAnotherSessionIsRefused() throws Exception {
        URI database = URI.create(PostgresServer.freshDatabase());
        try (Pooler pooler = new Pooler(directory, database, "transaction")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> PostgresOwner.open(pooler.url()))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("pool_mode=transaction");
            }
        }
    }

    @Test
    void aPoolerThatKeepsSessionsIsNotNoticed() throws Exception {
        URI database = URI.create(PostgresServer.freshDatabase());
        Event event = new Samples().event();
        try (Pooler pooler = new Pooler(directory, database, "session");
                Store store = PostgresOwner.open(pooler.url())) {
            store.commit(List.of(accept(event)));
            assertThat(store.event(event.sequence())).contains(event);
            assertThatThrownBy(() -> PostgresOwner.open(pooler.url()))
                    .hasMessageContaining("Another Ringback process owns the database");
        }
    }

    /** One before a database. It refuses to run as root. */
    private static final class Pooler implements AutoCloseable {

        private final URI database;
        private final int port;
        private final Process process;

        Pooler(Path directory, URI database, String mode) throws IOException, SQLException {
            this.database = database;
            try (ServerSocket free = new ServerSocket(0)) {
                this.port = free.getLocalPort();
            }
            Path settings = directory.resolve("pgbouncer.ini");
            Files.writeString(
                    settings,
                    """
                    [databases]
                    * = host=localhost port=%d user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = %s
                    ignore_startup_parameters = extra_float_digits
                    server_connect_timeout = %4$d
                    client_login_timeout = %4$d
                    query_wait_timeout = %4$d
                    """
                            .formatted(
                                    database.getPort(),
                                    port,
                                    mode,
                                    Eventually.PATIENCE.toSeconds()));
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                Files.setPosixFilePermissions(
                        directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                command.addAll(List.of("runuser", "-u", "nobody", "--"));
            }
            command.addAll(List.of(PGBOUNCER.toString(), settings.toString()));
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
                            .start();
            Eventually.until("PgBouncer listens", this::listens);
        }

        private boolean listens() {
            if (!process.isAlive()) {
                throw new UncheckedIOException(new IOException("PgBouncer has ended"));
            }
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return true;
            } catch (IOException _) {
                return false;
            }
        }

        String url() {
            return "postgresql://postgres@127.0.0.1:" + port + database.getPath();
        }

        @Override
        public void close() {
            process.destroy();
            int _ = Eventually.ended("PgBouncer", process);
        }
    }
}
