package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState.Waiting;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.window.Series;
import dev.ringback.kernel.window.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The disk of a {@link LaneWorld}: all calls of one lane. */
final class LaneDisk {

    private final Map<CallId, Call> calls = new TreeMap<>();

    void put(Call call) {
        calls.put(call.id(), call);
    }

    /** Those that wait or run, the oldest first. */
    Stream<Call> waiting() {
        return calls.values().stream().filter(call -> call.state() instanceof Waiting);
    }

    /** What a lane reads when it picks that, at this moment. */
    List<Call> read(Pick pick) {
        Comparator<Call> byDueTime = Comparator.comparing(Call::dueAt).thenComparing(Call::id);
        return switch (pick) {
            case Pick.Load(Window window, QueuePlace from, int limit) ->
                    switch (window.order()) {
                        case AGE -> waiting().limit(limit).toList();
                        case FRESH, RETRIES ->
                                waiting()
                                        .filter(call ->
                                                call.attempts() > 0
                                                        == (window.order() == Window.Order.RETRIES))
                                        .sorted(byDueTime)
                                        .filter(call -> !isBefore(call, from))
                                        .limit(limit)
                                        .toList();
                    };
            case Pick.Look(Series.Lookup lookup) ->
                    lookup.series().isPresent()
                            ? waiting()
                                    .filter(call -> call.series().equals(lookup.series()))
                                    .limit(2)
                                    .toList()
                            : waiting().filter(call -> call.attempts() > 0).toList();
            default -> throw new IllegalStateException();
        };
    }

    private static boolean isBefore(Call call, QueuePlace place) {
        int order = call.dueAt().compareTo(place.dueAt());
        return order < 0 || (order == 0 && call.id().compareTo(place.call()) < 0);
    }
}
