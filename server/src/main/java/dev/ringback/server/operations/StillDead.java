package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Deliveries that died and whose event has not come to their receiver since: somebody has still to
 * do something about them.
 */
record StillDead(Store store) {

    /** So many times a page is looked for further down before it stays short. */
    private static final int MOST_LOOKS = 20;

    /**
     * A page of them.
     *
     * @param query of those that are dead
     */
    Found<Call> page(CallQuery query) {
        List<Call> kept = new ArrayList<>();
        OptionalLong next = OptionalLong.of(query.before());
        for (int i = 0; i < MOST_LOOKS && next.isPresent() && kept.size() < query.limit(); i++) {
            Found<Call> piece = store.calls(query.page(next.getAsLong(), query.limit()));
            for (Call call : of(piece.entries())) {
                if (kept.size() == query.limit()) {
                    return new Found<>(kept, OptionalLong.of(kept.getLast().id().value()));
                }
                kept.add(call);
            }
            next = piece.searchedTo();
        }
        return new Found<>(kept, next);
    }

    /** Those of some that are dead still. */
    List<Call> of(List<Call> dead) {
        Map<CallId, CallId> later = new LaterDeliveries(store).of(dead);
        return later.isEmpty()
                ? dead
                : dead.stream().filter(call -> !later.containsKey(call.id())).toList();
    }
}
