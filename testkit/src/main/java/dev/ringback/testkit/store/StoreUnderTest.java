package dev.ringback.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import java.util.List;
import java.util.Optional;

/** The store that a contract is held against. */
public interface StoreUnderTest {

    /** The open store of the running test. */
    Store store();

    /** Closes the store and opens it again; {@link #store} answers the new one from then on. */
    Store reopen();

    /**
     * A page of events with all their bytes, the newest first; those gone meanwhile are left out.
     */
    default List<Event> events(EventQuery query) {
        return store().events(query).entries().stream()
                .flatMap(head -> store().event(head.sequence()).stream())
                .toList();
    }

    /** All that waits, in one page. */
    default List<Backlog> backlog() {
        return store().backlog(Optional.empty(), 1_000);
    }

    /** How many calls there are. */
    default long count(CallQuery query) {
        return store().count(query).entries().getFirst();
    }

    /** Commits one change, which must be done whole. */
    default void done(Change change) {
        assertThat(commit(change)).isEqualTo(Committed.Done.ALL);
    }

    /** Commits one change, which must be stale, and tells why. */
    default String stale(Change change) {
        Committed committed = commit(change);
        assertThat(committed).isInstanceOf(Committed.Stale.class);
        return ((Committed.Stale) committed).why();
    }

    /** Commits one change. */
    default Committed commit(Change change) {
        return store().commit(List.of(change)).getFirst();
    }
}
