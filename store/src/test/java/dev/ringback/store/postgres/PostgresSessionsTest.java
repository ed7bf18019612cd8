package dev.ringback.store.postgres;

import static dev.ringback.testkit.store.Samples.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Store;
import dev.ringback.store.PostgresOwner;
import dev.ringback.store.PostgresServer;
import dev.ringback.store.node.Node;
import dev.ringback.store.node.PostgresAddress;
import dev.ringback.store.node.PostgresDatabase;
import dev.ringback.testkit.store.Samples;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Of the sessions by which a process writes there is one at a time. */
final class PostgresSessionsTest {

    private final Samples samples = new Samples();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    @Test
    void aSessionThatWasGivenUpIsCertainlyOverBeforeTheNextOneBegins() throws SQLException {
        String url = PostgresServer.freshDatabase();
        try (Store store = PostgresOwner.open(url)) {
            var database = new PostgresDatabase(PostgresAddress.parse(url));
            var sessions = new PostgresSessions(database, new Node(0, 1), lost::add);
            PostgresWriter given = sessions.open();
            Event event = samples.event();
            given.commit(List.of(accept(event)));
            PostgresWriter next = sessions.open();
            assertThatThrownBy(() -> given.commit(List.of(accept(samples.event()))))
                    .isInstanceOf(SQLException.class);
            next.commit(List.of(accept(samples.event())));
            next.close();
            assertThat(store.event(event.sequence())).contains(event);
            assertThat(lost).isEmpty();
        }
    }
}
