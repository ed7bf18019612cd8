package dev.ringback.testkit;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState.Waiting;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.QueuePlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** The index of {@link MemoryStore} over the calls that wait, by lane. */
final class WaitingCalls {

    private static final Comparator<Call> BY_AGE = Comparator.comparing(Call::id);
    private static final Comparator<Call> BY_DUE_TIME =
            Comparator.comparing(WaitingCalls::dueAt).thenComparing(BY_AGE);

    private record Lane(SortedSet<Call> fresh, SortedSet<Call> retries, SortedSet<Call> all) {
        static Lane empty() {
            return new Lane(
                    new TreeSet<>(BY_DUE_TIME), new TreeSet<>(BY_DUE_TIME), new TreeSet<>(BY_AGE));
        }

        SortedSet<Call> tried(boolean retrying) {
            return retrying ? retries : fresh;
        }
    }

    private final Map<LaneId, Lane> lanes = new HashMap<>();

    void add(Call call) {
        if (call.state() instanceof Waiting) {
            Lane lane = lanes.computeIfAbsent(call.lane(), _ -> Lane.empty());
            lane.tried(call.attempts() > 0).add(call);
            lane.all().add(call);
        }
    }

    void remove(Call call) {
        Lane lane = lanes.get(call.lane());
        if (lane != null && call.state() instanceof Waiting) {
            lane.tried(call.attempts() > 0).remove(call);
            lane.all().remove(call);
        }
    }

    List<Call> due(LaneId id, boolean retrying, int limit) {
        return first(id, lane -> lane.tried(retrying), limit);
    }

    List<Call> due(LaneId id, boolean retrying, QueuePlace from, int limit) {
        return due(id, retrying, Integer.MAX_VALUE).stream()
                .filter(call -> !isBefore(call, from))
                .limit(limit)
                .toList();
    }

    private static boolean isBefore(Call call, QueuePlace place) {
        int order = dueAt(call).compareTo(place.dueAt());
        return order < 0 || (order == 0 && call.id().compareTo(place.call()) < 0);
    }

    List<Call> oldest(LaneId id, long series, int limit) {
        return oldest(id, Integer.MAX_VALUE).stream()
                .filter(call -> call.series().equals(OptionalLong.of(series)))
                .limit(limit)
                .toList();
    }

    List<Call> oldest(LaneId id, int limit) {
        return first(id, Lane::all, limit);
    }

    List<Backlog> backlog() {
        var backlog = new ArrayList<Backlog>();
        lanes.forEach((id, lane) -> {
            add(backlog, id, false, lane.fresh());
            add(backlog, id, true, lane.retries());
        });
        return backlog;
    }

    private static void add(
            List<Backlog> backlog, LaneId lane, boolean retrying, SortedSet<Call> calls) {
        if (!calls.isEmpty()) {
            var oldest = calls.stream().map(Call::id).min(Comparator.naturalOrder());
            backlog.add(
                    new Backlog(
                            lane,
                            retrying,
                            calls.size(),
                            dueAt(calls.first()),
                            oldest.orElseThrow()));
        }
    }

    private List<Call> first(LaneId id, Part part, int limit) {
        return Optional.ofNullable(lanes.get(id)).stream()
                .flatMap(lane -> part.of(lane).stream())
                .limit(limit)
                .toList();
    }

    private interface Part {
        SortedSet<Call> of(Lane lane);
    }

    private static Instant dueAt(Call call) {
        if (call.state() instanceof Waiting(Instant dueAt)) {
            return dueAt;
        }
        throw new IllegalStateException(call.id() + " does not wait");
    }
}
