package dev.ringback.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.testkit.Cable;
import dev.ringback.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lent to one reader after the other. */
final class ReadConnectionsTest {

    private ReadConnections connections;
    private Cable cable;

    @BeforeEach
    void open() throws SQLException {
        var address = PostgresAddress.parse(PostgresServer.freshDatabase());
        connections = new ReadConnections(address, 1, "force_generic_plan");
        cable = Cable.to(PostgresServer.port());
    }

    @AfterEach
    void close() {
        connections.close();
        cable.close();
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

    @Test
    void whoGivesOneBackThatIsBrokenDoesNotWaitForAnother() throws SQLException {
        String url = PostgresServer.freshDatabase();
        String through =
                "postgresql://postgres@127.0.0.1:%d/%s?loginTimeout=%d"
                        .formatted(
                                cable.port(),
                                PostgresServer.database(url),
                                2 * Eventually.PATIENCE.toSeconds());
        try (var far =
                        new ReadConnections(
                                PostgresAddress.parse(through), 2, "force_generic_plan");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ReadConnections.Lent lent = far.lend();
            cable.bend();
            try {
                far.forgetAll();
                Future<Boolean> closed =
                        threads.submit(() -> {
                            lent.close();
                            return lent.connection().isClosed();
                        });
                assertThat(Eventually.get("it is given back", closed)).isTrue();
            } finally {
                cable.mend();
            }
        }
    }
}
