package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.server.functions.config.FunctionBounds.Concurrency;
import dev.ringback.server.functions.kept.KeyHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The lanes of functions, and how their calls run. What is asked of an app waits in the lane of its
 * function; where the function bounds how many run at a time by a key, in a lane for each value.
 */
public final class FunctionLanes implements LanePolicies {

    private static final String START = "start:";
    private static final String STEP = "fn:";
    private static final String WAKE = "wake:";
    private static final String FETCH = "fetch:";

    /** Requests to one function where it asks for no bound. */
    private static final int MOST = 1_000;

    /** What the server does by itself is done a few at a time. */
    private static final int OWN = 64;

    private static final int FETCHES = 100;
    private static final char BETWEEN = ':';
    private static final int UUID_LENGTH = 36;

    private final KnownFunctions functions;

    /** Bounds lanes by what functions are registered with. */
    public FunctionLanes(KnownFunctions functions) {
        this.functions = functions;
    }

    /** Where events wait that start a function. */
    public static LaneId start(UUID function) {
        return new LaneId(START + function);
    }

    /** Whether events wait in a lane that start a function. */
    public static boolean isStart(LaneId lane) {
        return lane.value().startsWith(START);
    }

    /** Whether requests to an app wait in a lane. */
    public static boolean isStep(LaneId lane) {
        return lane.value().startsWith(STEP);
    }

    public static LaneId wake(UUID function) {
        return new LaneId(WAKE + function);
    }

    public static LaneId fetch(ProjectId project, String origin) {
        return new LaneId(FETCH + project + BETWEEN + KeyHash.of(origin));
    }

    /**
     * Where the requests of a run wait.
     *
     * @param keys what its bounds by key come to, in the order of the function's bounds
     */
    public static LaneId step(UUID function, List<String> keys) {
        StringBuilder lane = new StringBuilder(STEP).append(function);
        keys.forEach(key -> lane.append(BETWEEN).append(key));
        return new LaneId(lane.toString());
    }

    /** The function whose lane it is; empty of others. */
    public static Optional<UUID> function(LaneId lane) {
        String text = lane.value();
        int begin = text.indexOf(BETWEEN) + 1;
        boolean ours = text.startsWith(START) || text.startsWith(STEP) || text.startsWith(WAKE);
        return ours && text.length() >= begin + UUID_LENGTH
                ? Optional.of(UUID.fromString(text.substring(begin, begin + UUID_LENGTH)))
                : Optional.empty();
    }

    @Override
    public Optional<LanePolicy> of(LaneId lane) {
        String text = lane.value();
        if (text.startsWith(FETCH)) {
            return Optional.of(policy(FETCHES, false, true));
        }
        return function(lane)
                .flatMap(functions::find)
                .map(function ->
                        text.startsWith(START)
                                ? policy(OWN, function.paused(), false)
                                : text.startsWith(WAKE)
                                        ? policy(OWN, false, false)
                                        : policy(MOST, false, true)
                                                .sharing(limits(function, lane)));
    }

    @Override
    public void whenChanged(Consumer<LaneId> refresh) {
        functions.whenChanged(function -> {
            refresh.accept(start(function));
            refresh.accept(step(function, List.of()));
        });
    }

    private static LanePolicy policy(int most, boolean halted, boolean passing) {
        return new LanePolicy(most, 0, Ordering.NONE, halted, BreakerPolicy.OFF, passing);
    }

    /** One limit for each bound; those with a key have the next part of the lane's name. */
    private static List<SharedLimit> limits(LiveFunction function, LaneId lane) {
        String[] parts = lane.value().split(":");
        int next = 2;
        List<SharedLimit> limits = new ArrayList<>();
        for (Concurrency bound : function.config().bounds().concurrency()) {
            String key = bound.key().isPresent() && next < parts.length ? parts[next++] : "";
            limits.add(new SharedLimit(whose(function, bound) + key, bound.limit()));
        }
        return limits;
    }

    private static String whose(LiveFunction function, Concurrency bound) {
        String of = KeyHash.of(bound.key().orElse("")) + BETWEEN;
        return switch (bound.scope()) {
            case FN -> "fn:" + function.uuid() + BETWEEN + of;
            case ENV -> "env:" + function.project() + BETWEEN + of;
            case ACCOUNT -> "account:" + of;
        };
    }
}
