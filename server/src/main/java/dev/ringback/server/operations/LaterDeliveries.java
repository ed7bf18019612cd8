package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which dead deliveries came to their receiver after all: a later one of the same event, made by
 * hand or by a replay, was delivered there.
 */
record LaterDeliveries(Store store) {

    private record Key(long event, LaneId receiver) {

        static Key of(Call call) {
            return new Key(call.event(), call.lane());
        }
    }

    /**
     * By which delivery each of some was delivered.
     *
     * @param calls of one project
     * @return those of them that are dead and were
     */
    Map<CallId, CallId> of(List<Call> calls) {
        List<Call> dead = calls.stream().filter(call -> is(call, StateName.DEAD)).toList();
        if (dead.isEmpty()) {
            return Map.of();
        }
        Map<Key, TreeSet<CallId>> delivered = new HashMap<>();
        succeeded(dead)
                .forEach(call ->
                        delivered
                                .computeIfAbsent(Key.of(call), _ -> new TreeSet<>())
                                .add(call.id()));
        Map<CallId, CallId> by = new HashMap<>();
        for (Call call : dead) {
            CallId later = delivered.getOrDefault(Key.of(call), new TreeSet<>()).higher(call.id());
            if (later != null) {
                by.put(call.id(), later);
            }
        }
        return by;
    }

    private Stream<Call> succeeded(List<Call> dead) {
        List<Long> events = dead.stream().map(Call::event).distinct().toList();
        return store.callsOf(dead.getFirst().project(), events).stream()
                .filter(call -> call.kind().equals(Router.DELIVERY))
                .filter(call -> is(call, StateName.SUCCEEDED));
    }

    private static boolean is(Call call, StateName state) {
        return call.state().name() == state;
    }
}
