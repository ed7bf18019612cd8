package dev.ringback.server.functions;

import dev.ringback.kernel.port.Store;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The stores on which what functions need of one is to go alike: each is opened empty. */
public enum AnyStore {
    MEMORY {
        @Override
        public Store open(Path directory) {
            return new MemoryStore();
        }
    },
    SQLITE {
        @Override
        public Store open(Path directory) {
            return SqliteStore.open(directory.resolve("store" + OPENED.incrementAndGet()));
        }
    },
    POSTGRES {
        @Override
        public Store open(Path directory) {
            String name = "store" + OPENED.incrementAndGet();
            try (Connection connection = Postgres.ONE.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + SORTED);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return PostgresOwner.open(
                    "postgresql://postgres@127.0.0.1:%d/%s?loginTimeout=%d"
                            .formatted(
                                    Postgres.ONE.getPort(), name, Eventually.PATIENCE.toSeconds()));
        }
    };

    /** Sorted as people sort, which is not how Java and SQLite do. */
    private static final String SORTED =
            " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";

    private static final AtomicInteger OPENED = new AtomicInteger();

    /** Another one for each of a few seeds. */
    public static AnyStore by(long seed) {
        return values()[(int) (seed % values().length)];
    }

    /**
     * Opens one with nothing in it.
     *
     * @param directory where there is room for its files
     */
    public abstract Store open(Path directory);

    /** Starts when it is first asked for, and stops with the JVM. */
    private static final class Postgres {

        static final EmbeddedPostgres ONE = start();

        private static EmbeddedPostgres start() {
            try {
                return PatientPostgres.builder().setServerConfig("max_connections", "200").start();
            } catch (IOException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }
    }
}
