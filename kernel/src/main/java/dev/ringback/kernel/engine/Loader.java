package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.attempt.Payloads;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import dev.ringback.kernel.window.LaneWindows;
import dev.ringback.kernel.window.Series;
import dev.ringback.kernel.window.Window;
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
import java.util.stream.Stream;

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

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Calls that are read together to find those that fail. */
    private static final int PAGE = 1_000;

    /** Reads the first calls for a window of a lane; when they cannot be read, again later. */
    void load(Lane lane, Pick.Load load) {
        Window window = load.window();
        int limit = load.limit();
        List<Call> found;
        try {
            found = read(lane.id, load);
            List<HeldCall> held = held(found);
            boolean complete = found.size() < limit && held.size() == found.size();
            lane.locked(() -> lane.loaded(window, held, complete).forEach(HeldCall::release));
        } catch (StoreException _) {
            again(lane, window::abandonLoading);
            return;
        } catch (RuntimeException | Error bug) {
            again(lane, window::abandonLoading);
            throw bug;
        }
        supply(lane, found);
    }

    /** As many of them as there is room for. */
    private List<HeldCall> held(List<Call> found) {
        List<HeldCall> held = new ArrayList<>(found.size());
        for (Call call : found) {
            HeldCall item = payloads.held(call, Optional.empty());
            if (item.share().isEmpty() && held.size() >= LaneWindows.FEW) {
                return held;
            }
            held.add(item);
        }
        return held;
    }

    private List<Call> read(LaneId lane, Pick.Load load) {
        return switch (load.window().order()) {
            case FRESH -> store.due(lane, false, load.from(), load.limit());
            case RETRIES -> store.due(lane, true, load.from(), load.limit());
            case AGE -> store.oldest(lane, load.limit());
        };
    }

    /** Looks for what holds up others of its series; when that cannot be read, again later. */
    void look(Lane lane, Series.Lookup lookup) {
        try {
            if (lookup.series().isPresent()) {
                next(lane, lookup, lookup.series().getAsLong());
            } else {
                failing(lane, lookup);
            }
        } catch (StoreException _) {
            again(lane, () -> lane.windows.series().abandoned(lookup));
            return;
        } catch (RuntimeException | Error bug) {
            again(lane, () -> lane.windows.series().abandoned(lookup));
            throw bug;
        }
        wake.accept(lane);
    }

    private void next(Lane lane, Series.Lookup lookup, long series) {
        List<Call> found = store.oldest(lane.id, series, 2);
        Optional<HeldCall> item =
                found.stream().findFirst().map(call -> payloads.held(call, Optional.empty()));
        lane.locked(() ->
                lane.windows
                        .found(lookup, found, item, lane.running())
                        .ifPresent(HeldCall::release));
    }

    /** Reads all retries of a lane, to keep the oldest of each series, and another. */
    private void failing(Lane lane, Series.Lookup lookup) {
        Map<Long, List<CallId>> failed = new HashMap<>();
        QueuePlace from = QueuePlace.FIRST;
        boolean more = true;
        while (more && failed.size() < Series.MOST) {
            List<Call> page = store.due(lane.id, true, from, PAGE);
            page.forEach(call ->
                    call.series()
                            .ifPresent(series ->
                                    failed.merge(series, List.of(call.id()), Loader::oldest)));
            more = page.size() == PAGE;
            from = more ? behind(page.getLast()) : from;
        }
        boolean all = !more;
        lane.locked(() -> lane.windows.series().found(lookup, failed, all));
    }

    private static List<CallId> oldest(List<CallId> some, List<CallId> more) {
        return Stream.concat(some.stream(), more.stream()).sorted().limit(2).toList();
    }

    private static QueuePlace behind(Call call) {
        return new QueuePlace(call.dueAt(), new CallId(call.id().value() + 1));
    }

    private void again(Lane lane, Runnable abandon) {
        time.after(
                AGAIN,
                () -> {
                    lane.locked(abandon);
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
