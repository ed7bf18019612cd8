package dev.ringback.store;

import dev.ringback.store.node.PostgresAddress;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.PatientPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL server for all tests of this JVM, and a fresh database for each. */
public final class PostgresServer {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private PostgresServer() {}

    /** Makes an empty database and answers its URL. */
    public static String freshDatabase() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return url(name);
    }

    /** Where it listens. */
    public static int port() {
        return Started.SERVER.getPort();
    }

    static String url(String database) {
        return "postgresql://postgres@localhost:%d/%s?loginTimeout=%d"
                .formatted(Started.SERVER.getPort(), database, Eventually.PATIENCE.toSeconds());
    }

    /** The name of the database that a URL leads to. */
    public static String database(String url) {
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
    }

    /** Runs a statement as the server's owner. */
    public static void execute(String sql) throws SQLException {
        try (Connection connection = Started.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection to the database of a URL, without a setting of ours. */
    public static Connection connect(String url) throws SQLException {
        PostgresAddress address = PostgresAddress.parse(url);
        return DriverManager.getConnection(address.jdbcUrl(), address.properties());
    }

    /** Runs a statement in the database of a URL. */
    public static void executeIn(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Starts when it is first asked for, and stops with the JVM. */
    private static final class Started {

        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return PatientPostgres.builder().setServerConfig("max_connections", "200").start();
            } catch (IOException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }
    }
}
