package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.events.Router;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the calls due that wait for an endpoint which was deleted, so that it is found dead now and
 * not in a day. What a process that stops leaves over is found when it is due.
 */
public final class OrphanedCalls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OrphanedCalls.class.getName());
    private static final int PAGE = 100;

    private final Store store;
    private final Calls engine;
    private volatile boolean closed;

    public OrphanedCalls(Store store, Calls engine) {
        this.store = store;
        this.engine = engine;
    }

    /** Goes through them in the background. */
    public void end(Endpoint gone) {
        Thread.ofVirtual().name("orphans of " + gone.id()).start(() -> hasten(gone));
    }

    private void hasten(Endpoint gone) {
        CallQuery query = waiting(gone);
        try {
            OptionalLong next = OptionalLong.of(Long.MAX_VALUE);
            while (next.isPresent() && !closed) {
                Found<Call> page = store.calls(query.page(next.getAsLong(), PAGE));
                hasten(page.entries());
                next = page.searchedTo();
            }
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "what waits for a removed endpoint stays", e);
        }
    }

    /** All at once, or each alone when one of them has moved since. */
    private void hasten(List<Call> calls) {
        if (!(engine.moves().hasten(calls) instanceof Committed.Done)) {
            for (Call call : calls) {
                Move _ = engine.moves().hasten(call.project(), call.id());
            }
        }
    }

    private static CallQuery waiting(Endpoint gone) {
        return new CallQuery(
                gone.project(),
                Optional.of(Router.DELIVERY),
                Optional.of(gone.lane()),
                Optional.of(StateName.WAITING),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                PAGE);
    }

    @Override
    public void close() {
        closed = true;
    }
}
