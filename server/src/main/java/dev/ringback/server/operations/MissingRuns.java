package dev.ringback.server.operations;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.RunState.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which runs a page of a replay still has to make again: of those of one function by one
 * event the newest, and none where one is under way or a later one has completed. So what is
 * repeated and fails again is repeated once by the next replay, and repeating a replay makes
 * nothing more of what it has mended.
 */
final class MissingRuns {

    private final Replay replay;
    private final ReplayStep.World world;
    private final RepeatableRuns runs;
    private final Set<Pair> taken = new HashSet<>();
    private final Map<String, Boolean> same = new HashMap<>();

    private record Pair(long event, LaneId function) {}

    MissingRuns(Replay replay, ReplayStep.World world, RepeatableRuns runs) {
        this.replay = replay;
        this.world = world;
        this.runs = runs;
    }

    /** Whether a run that has ended is to be made again. Asked once for each, the newest first. */
    boolean again(Run ended) {
        LaneId lane = FunctionLanes.start(ended.function());
        long event = ended.events().getFirst();
        return taken.add(new Pair(event, lane))
                && runs.isServed(ended)
                && !isMended(ended)
                && isOwed(ended, world.deliveries(replay, List.of(event)), lane);
    }

    /** Whether it is what this replay, asked for before, has made well. */
    private boolean isMended(Run ended) {
        return ended.state().status() == Status.COMPLETED && isSame(ended.maker());
    }

    /** What started a run goes with its event. */
    private boolean isOwed(Run ended, List<Call> ofEvent, LaneId lane) {
        return ofEvent.stream().anyMatch(call -> call.id().value() == ended.number())
                && ofEvent.stream()
                        .filter(call -> call.lane().equals(lane))
                        .filter(call -> call.id().value() != ended.number())
                        .noneMatch(call -> suffices(call, ended));
    }

    /** Whether nothing is to be made beside what a call has started, or will. */
    private boolean suffices(Call start, Run ended) {
        return start.replay().equals(replay.id())
                || switch (start.state().name()) {
                    case WAITING, RUNNING -> true;
                    case SUCCEEDED -> isEnough(start, ended);
                    case DEAD, CANCELLED -> false;
                };
    }

    private boolean isEnough(Call start, Run ended) {
        Optional<Run> other = runs.find(replay.project(), start.id().value());
        return other.filter(run ->
                        switch (run.state().status()) {
                            case QUEUED, RUNNING, WAITING -> true;
                            case COMPLETED ->
                                    run.number() > ended.number() || isSame(start.replay());
                            case FAILED, CANCELLED -> false;
                        })
                .isPresent();
    }

    private boolean isSame(String maker) {
        return !maker.isEmpty() && same.computeIfAbsent(maker, each -> world.isSame(replay, each));
    }
}
