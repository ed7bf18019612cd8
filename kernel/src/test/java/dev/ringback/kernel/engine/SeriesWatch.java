package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Sees to it that a lane keeps to the order of each series, from some moment on. */
final class SeriesWatch {

    private final Map<Long, CallId> running = new HashMap<>();

    /** What runs now was let in by another order. */
    void forget() {
        running.clear();
    }

    void starts(Call call) {
        if (call.series().isPresent()) {
            CallId other = running.put(call.series().getAsLong(), call.id());
            if (other != null) {
                throw new AssertionError("runs beside " + other + ": " + call);
            }
        }
    }

    void stops(Call call) {
        call.series().ifPresent(series -> running.remove(series, call.id()));
    }

    /** None that is older and has failed waits before one that has not begun. */
    void requireFirst(Call call, Stream<Call> waiting) {
        boolean overtakes =
                call.series().isPresent()
                        && call.attempts() == 0
                        && waiting.filter(each -> each.series().equals(call.series()))
                                .filter(each -> each.id().compareTo(call.id()) < 0)
                                .anyMatch(each -> each.attempts() > 0);
        if (overtakes) {
            throw new AssertionError("overtakes: " + call);
        }
    }
}
