package dev.ringback.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.testkit.Cable;
import dev.ringback.testkit.Eventually;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from a database that goes away and comes back. */
final class PostgresReadersTest {

    private static final int ASKED_IN_VAIN = 12;

    private Cable cable;
    private PostgresReaders readers;

    @BeforeEach
    void open() throws SQLException {
        String url = PostgresServer.freshDatabase();
        int port = URI.create(url).getPort();
        cable = Cable.to(port);
        String byCable = url.replace(":" + port + "/", ":" + cable.port() + "/").split("\\?")[0];
        readers = PostgresReaders.quick(PostgresAddress.parse(byCable));
    }

    @AfterEach
    void close() {
        readers.close();
        cable.close();
    }

    private List<Integer> one() {
        return readers.query("SELECT 1", List.of(), row -> row.getInt(1));
    }

    @Test
    void theFirstReadAfterTheDatabaseIsBackIsAnsweredHoweverOftenItWasAskedInVain() {
        assertThat(one()).containsExactly(1);
        cable.cut();
        for (int i = 0; i < ASKED_IN_VAIN; i++) {
            assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        }
        cable.mend();
        assertThat(one()).containsExactly(1);
    }

    @Test
    void whatWasSilentIsNotAskedAgain() {
        cable.bend();
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        cable.mend();
        assertThat(one()).containsExactly(1);
    }

    @Test
    void whoComesWhileAllConnectionsAreInUseIsServedAfterThem() {
        List<Integer> all =
                IntStream.range(0, 5 * PostgresReaders.CONNECTIONS)
                        .parallel()
                        .mapToObj(_ -> one().getFirst())
                        .toList();
        assertThat(all).containsOnly(1);
    }

    @Test
    void aConnectionWhoseReadFailedForItsOwnReasonIsKept() {
        String own = "SELECT pg_backend_pid()";
        int first = readers.query(own, List.of(), row -> row.getInt(1)).getFirst();
        assertThatThrownBy(() -> readers.query("SELECT 1 / 0", List.of(), row -> row.getInt(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("division by zero");
        assertThat(readers.query(own, List.of(), row -> row.getInt(1))).containsExactly(first);
    }

    @Test
    void noConnectionIsLentAnyMoreOnceTheyAreClosed() {
        readers.close();
        assertThatThrownBy(this::one).isInstanceOf(StoreException.class);
        Eventually.until("all are gone", () -> cable.connections() == 0);
    }
}
