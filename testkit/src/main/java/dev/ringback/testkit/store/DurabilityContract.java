package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What was committed stays, and is seen by whoever reads. */
public interface DurabilityContract extends StoreUnderTest {

    @Test
    default void everythingIsThereAfterReopening() {
        Samples samples = new Samples();
        Event event = samples.given("order-1");
        Call finished = samples.call(event);
        Call waiting = samples.call(event);
        done(accept(event, finished, waiting));
        done(attempted(finished, new CallState.Succeeded(START)));
        done(Change.put(DocumentContract.endpoint("ep_1")));
        reopen();
        assertThat(store().event(event.project(), event.id())).contains(event);
        assertThat(store().attempts(finished.id())).containsExactly(Samples.attempt(1));
        assertThat(store().due(waiting.lane(), false, 10)).containsExactly(waiting);
        assertThat(store().documents("endpoint"))
                .containsExactly(DocumentContract.endpoint("ep_1"));
        done(accept(samples.event()));
    }

    @Test
    default void aClosedStoreRefusesInWords() {
        var store = store();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.commit(List.of())).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.backlog(Optional.empty(), 1))
                .isInstanceOf(StoreException.class);
    }

    @Test
    default void readersSeeWholeCommitsWhileOthersAreWritten() throws Exception {
        Samples samples = new Samples();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(this::seesPairsOnly));
            }
            for (int i = 0; i < 50; i++) {
                done(Change.accept(List.of(samples.event(), samples.event()), List.of()));
            }
            for (Future<Boolean> reader : readers) {
                assertThat(reader.get()).isTrue();
            }
        }
    }

    private boolean seesPairsOnly() {
        boolean pairs = true;
        for (int i = 0; i < 20; i++) {
            pairs &= events(EventQuery.of(ProjectId.DEFAULT, 1000)).size() % 2 == 0;
        }
        return pairs;
    }
}
