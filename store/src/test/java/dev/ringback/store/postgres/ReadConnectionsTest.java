package dev.ringback.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lent to one reader after the other. */
final class ReadConnectionsTest {

    private ReadConnections connections;

    @BeforeEach
    void open() throws SQLException {
        var address = PostgresAddress.parse(PostgresServer.freshDatabase());
        connections = new ReadConnections(address, 1, "force_generic_plan");
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void howLongOneReaderWaitsForAnswersIsNoMatterOfTheNext() throws SQLException {
        Connection first;
        int silence;
        try (var lent = connections.lend()) {
            first = lent.connection();
            silence = first.getNetworkTimeout();
            first.setNetworkTimeout(Runnable::run, silence + 700);
        }
        try (var lent = connections.lend()) {
            assertThat(lent.connection()).isSameAs(first);
            assertThat(lent.connection().getNetworkTimeout()).isEqualTo(silence);
        }
    }

    @Test
    void whatIsForgottenWhileSomebodyHasItIsNotLentAgain() throws SQLException {
        Connection first;
        try (var lent = connections.lend()) {
            first = lent.connection();
            connections.forgetAll();
            assertThat(first.isClosed()).isFalse();
        }
        assertThat(first.isClosed()).isTrue();
        try (var lent = connections.lend()) {
            assertThat(lent.connection().isClosed()).isFalse();
        }
    }
}
