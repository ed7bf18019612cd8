package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.attempt.Payloads;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads for a lane what waits on disk. What the calls carry is read many at a time, ahead of the
 * lane; a call that is started before that reads its own.
 *
 * @param wake called for a lane that has something to do, without its lock
 */
record Loader(Store store, Time time, Payloads payloads, Consumer<Lane> wake) {

    /** Events that are read together. */
    static final int TOGETHER = 64;

    /** Longer payloads are not read together, for a few of them would fill the memory. */
    static final int SHORT = 16 * 1024;

    /** Calls of a lane that are held though there is no room, so that it goes on. */
    static final int FEW = 4;

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Reads the first calls for a window of a lane; when they cannot be read, again later. */
    void load(Lane lane, Window window, int limit) {
        List<Call> found;
        try {
            found = read(lane.id, window.order(), limit);
            List<HeldCall> held = held(found);
            boolean complete = found.size() < limit && held.size() == found.size();
            lane.locked(() -> lane.loaded(window, held, complete).forEach(HeldCall::release));
        } catch (StoreException _) {
            again(lane, window);
            return;
        } catch (RuntimeException | Error bug) {
            again(lane, window);
            throw bug;
        }
        supply(lane, found);
    }

    /** As many of them as there is room for. */
    private List<HeldCall> held(List<Call> found) {
        List<HeldCall> held = new ArrayList<>(found.size());
        for (Call call : found) {
            HeldCall item = payloads.held(call, Optional.empty());
            if (item.share().isEmpty() && held.size() >= FEW) {
                return held;
            }
            held.add(item);
        }
        return held;
    }

    private List<Call> read(LaneId lane, Window.Order order, int limit) {
        return switch (order) {
            case FRESH -> store.due(lane, false, limit);
            case RETRIES -> store.due(lane, true, limit);
            case AGE -> store.oldest(lane, limit);
        };
    }

    private void again(Lane lane, Window window) {
        time.after(
                AGAIN,
                () -> {
                    lane.locked(window::abandonLoading);
                    wake.accept(lane);
                });
    }

    private void supply(Lane lane, List<Call> found) {
        try {
            Instant now = time.steady();
            List<Call> due = found.stream().filter(call -> !call.dueAt().isAfter(now)).toList();
            boolean more = true;
            for (int from = 0; from < due.size() && more; from += TOGETHER) {
                more = supplied(lane, due.subList(from, Math.min(from + TOGETHER, due.size())));
                wake.accept(lane);
            }
        } catch (StoreException _) {
            // Then each reads its own when it is started, and waits when it cannot.
        } finally {
            wake.accept(lane);
        }
    }

    /** Reads what some calls carry; false when there is no room for it. */
    private boolean supplied(Lane lane, List<Call> calls) {
        Map<Long, Event> events = events(calls);
        for (Call call : calls) {
            Event event = events.get(call.event());
            if (event != null && !lane.asked(() -> lane.supply(call.id(), event))) {
                return false;
            }
        }
        return true;
    }

    private Map<Long, Event> events(List<Call> calls) {
        Set<Long> sequences = new HashSet<>();
        calls.forEach(call -> sequences.add(call.event()));
        Map<Long, Event> events = new HashMap<>();
        store.events(sequences, SHORT).forEach(event -> events.put(event.sequence(), event));
        return events;
    }
}
