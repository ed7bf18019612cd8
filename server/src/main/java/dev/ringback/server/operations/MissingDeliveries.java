package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.StateName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which deliveries a page of a replay still has to make: an event goes to a receiver once,
 * so what waits for it, or was delivered to it since, is left out; so is what the same replay has
 * delivered when it was asked for before. Repeating a replay makes nothing more.
 */
final class MissingDeliveries {

    private final Replay replay;
    private final ReplayStep.World world;
    private final Map<Long, Map<LaneId, List<Call>>> known = new HashMap<>();
    private final Set<Pair> taken = new HashSet<>();
    private final Map<String, Boolean> same = new HashMap<>();

    private record Pair(long event, LaneId receiver) {}

    MissingDeliveries(Replay replay, ReplayStep.World world) {
        this.replay = replay;
        this.world = world;
    }

    /**
     * Whether a finished delivery is to be made again, to its receiver or to another. Asked once
     * for each, the newest first.
     */
    boolean again(Call finished, LaneId receiver) {
        return taken.add(new Pair(finished.event(), receiver))
                && receivedBy(finished.event(), receiver).stream()
                        .noneMatch(other -> replaces(other, finished));
    }

    /** Whether an event that is routed afresh is to be delivered there. */
    boolean afresh(long event, LaneId receiver) {
        return taken.add(new Pair(event, receiver))
                && receivedBy(event, receiver).stream().noneMatch(this::suffices);
    }

    /** Whether a receiver has not got an event, and none waits for it. */
    boolean isMissing(long event, LaneId receiver) {
        return receivedBy(event, receiver).stream()
                .noneMatch(call -> suffices(call) || call.state().name() == StateName.SUCCEEDED);
    }

    /** Whether a delivery of an event to a receiver was made, whatever became of it. */
    boolean wasMade(long event, LaneId receiver) {
        return !receivedBy(event, receiver).isEmpty();
    }

    private boolean replaces(Call other, Call finished) {
        boolean elsewhere = !other.lane().equals(finished.lane());
        boolean later = other.id().value() > finished.id().value();
        return suffices(other)
                || ((elsewhere || later) && other.state().name() == StateName.SUCCEEDED);
    }

    /** Whether nothing is to be made beside it. */
    private boolean suffices(Call call) {
        return call.replay().equals(replay.id())
                || switch (call.state().name()) {
                    case WAITING, RUNNING -> true;
                    case SUCCEEDED -> isSame(call.replay());
                    case DEAD, CANCELLED -> false;
                };
    }

    /** Whether it was this replay, asked for before, that made something. */
    private boolean isSame(String maker) {
        return !maker.isEmpty() && same.computeIfAbsent(maker, each -> world.isSame(replay, each));
    }

    /** The deliveries of the same event to the same receiver. */
    private List<Call> receivedBy(long event, LaneId receiver) {
        if (!known.containsKey(event)) {
            look(List.of(event));
        }
        return known.getOrDefault(event, Map.of()).getOrDefault(receiver, List.of());
    }

    /** Looks at all deliveries of some events at once. */
    void look(Collection<Long> events) {
        events.forEach(event -> known.put(event, new HashMap<>()));
        for (Call call : world.deliveries(replay, events)) {
            known.computeIfAbsent(call.event(), _ -> new HashMap<>())
                    .computeIfAbsent(call.lane(), _ -> new ArrayList<>())
                    .add(call);
        }
    }
}
