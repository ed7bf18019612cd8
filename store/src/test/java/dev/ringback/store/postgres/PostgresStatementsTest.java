package dev.ringback.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.store.rows.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written finds its rows by their keys. */
final class PostgresStatementsTest {

    /** It is planned while the tables are empty, and that plan is kept. */
    @Test
    void inANewDatabaseACallThatMovesIsFoundByItsKey() throws SQLException {
        String plan = plan(PostgresStatements.WRITE_CALLS);
        assertThat(plan)
                .contains("Index Scan using call_pkey")
                .as("attempts are not compared with every call that moved")
                .contains("hashed SubPlan");
    }

    @Test
    void soItIsWhereAllOfAGroupMove() throws SQLException {
        assertThat(plan(PostgresStatements.MOVE_ALL)).contains("Index Scan using call_pkey");
    }

    private static String plan(String sql) throws SQLException {
        String url = PostgresServer.freshDatabase();
        PostgresOwner.open(url).close();
        AtomicInteger parameter = new AtomicInteger();
        String written =
                Pattern.compile("\\?")
                        .matcher(sql)
                        .replaceAll(_ -> "\\$" + parameter.incrementAndGet());
        String nothing = String.join(", ", Collections.nCopies(parameter.get(), "NULL"));
        try (Connection connection = new PostgresDatabase(PostgresAddress.parse(url)).writing();
                Statement statement = connection.createStatement()) {
            statement.execute("PREPARE written AS " + written);
            List<String> plan = texts(connection, "EXPLAIN EXECUTE written(" + nothing + ")");
            // Versions differ in what they make of it.
            assertThat(
                            texts(
                                    connection,
                                    "SELECT relname FROM pg_class JOIN pg_stat_user_tables"
                                            + " USING (relname) WHERE reltuples = 0"))
                    .as("tables that are planned for as if they were always empty")
                    .isEmpty();
            return String.join("\n", plan);
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return Session.rows(statement, List.of(), row -> row.getString(1));
        }
    }
}
