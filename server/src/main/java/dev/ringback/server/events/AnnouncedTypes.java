package dev.ringback.server.events;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The types of the events by which Ringback itself says what became of jobs, deliveries and runs of
 * functions. Nobody else can post one, whatever his key: receivers act on them, and they are signed
 * like all others.
 */
public final class AnnouncedTypes {

    private static final Set<String> ALL =
            Set.of(
                    OperationalTypes.DELIVERY_DEAD,
                    OperationalTypes.ENDPOINT_DISABLED,
                    "webhook.test",
                    "generation.completed",
                    "async-embedding.completed",
                    "slow-group.completed");

    /** Kinds of jobs whose every event is Ringback's. */
    private static final List<String> OF_JOBS =
            List.of(
                    "generation.",
                    "async-embedding.",
                    "slow-group.",
                    "prediction.",
                    "response.",
                    "batch.");

    private static final Set<String> STATES =
            Set.of(
                    "pending",
                    "started",
                    "succeeded",
                    "completed",
                    "failed",
                    "cancelled",
                    "expired",
                    "incomplete");

    /** All but those of functions; asked for each event that is posted. */
    private static final Set<String> TOLD = told();

    private AnnouncedTypes() {}

    private static Set<String> told() {
        Set<String> told = new HashSet<>(ALL);
        for (String kind : OF_JOBS) {
            STATES.forEach(state -> told.add(kind + state));
        }
        return Set.copyOf(told);
    }

    /** Whether an event of this type may be for one receiver alone: the one that a job named. */
    public static boolean mayBeForOne(String type) {
        return is(type) && !OperationalTypes.is(type) && !FunctionTypes.is(type);
    }

    /** Whether events of this type are only Ringback's. */
    public static boolean is(String type) {
        return TOLD.contains(type) || FunctionTypes.is(type);
    }
}
