package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A run of a function: what its document holds, and the memos of its steps.
 *
 * @param project whose it is
 * @param number names it; that of the call that started it
 * @param name what the app calls it that has begun it; empty where the server did
 * @param revision of its document; 0 before it has one
 * @param function what runs
 * @param slug the app's name and the function's id, joined by a hyphen
 * @param events sequences of those that started it, at least one
 * @param lane of the calls to its app
 * @param queuedAt when it was made
 * @param rank by which moment its calls take turns with those of other runs: when what started it
 *     came, but for its priority
 * @param parent the step of another run that waits for it
 * @param maker the replay that made it, or the run that it repeats; empty of others
 * @param repeats the run that it repeats, if it repeats one
 * @param sessions what its events belong to, by the keys of that; as SDKs know it
 * @param state all that decides how it goes on
 * @param calls which call belongs to what of it
 * @param startedAt when the app was asked first
 * @param endedAt when it ended
 */
public record Run(
        ProjectId project,
        long number,
        Optional<String> name,
        long revision,
        UUID function,
        String slug,
        List<Long> events,
        LaneId lane,
        Instant queuedAt,
        Instant rank,
        Optional<Parent> parent,
        String maker,
        Optional<Long> repeats,
        Map<String, String> sessions,
        RunState state,
        RunCalls calls,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    /** The kind of its document. */
    public static final String KIND = "run";

    /**
     * The step of another run that waits for this one.
     *
     * @param run its number
     * @param step which of its steps
     */
    public record Parent(long run, StepId step) {}

    /**
     * What belongs to a run elsewhere.
     *
     * @param jobs by the ids of jobs
     * @param wakes calls that tell it that a time has come, by what they are for
     * @param fetches requests that the server makes for its steps
     * @param waits documents of what it waits for, by what they are for
     * @param signals documents of the signals that it waits for
     */
    public record RunCalls(
            Map<Integer, CallId> jobs,
            Map<String, CallId> wakes,
            Map<StepId, CallId> fetches,
            Map<String, String> waits,
            Map<StepId, String> signals) {

        /** Nothing yet. */
        public static final RunCalls NONE =
                new RunCalls(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** The id by which the world knows it. */
    public String id() {
        return name.orElseGet(() -> Ulid.of(number));
    }

    /** The replay that made it; a run that one person had repeated is made by none. */
    public Optional<String> replay() {
        boolean none = maker.isEmpty() || repeats.map(Ulid::of).stream().anyMatch(maker::equals);
        return none ? Optional.empty() : Optional.of(maker);
    }

    /** The same, which started at a moment. */
    Run startedAt(Instant moment) {
        return new Run(
                project,
                number,
                name,
                revision,
                function,
                slug,
                events,
                lane,
                queuedAt,
                rank,
                parent,
                maker,
                repeats,
                sessions,
                state,
                calls,
                Optional.of(moment),
                endedAt);
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return state.end().isPresent();
    }
}
