package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.time.Clock;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.FunctionBounds;
import dev.ringback.server.functions.config.FunctionBounds.CancelOn;
import dev.ringback.server.functions.config.FunctionTrigger;
import dev.ringback.server.functions.events.EventSessions;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.kept.KeyHash;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunDecision;
import dev.ringback.server.functions.runs.RunLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides whether an event starts a function, and how its run begins. */
public final class RunStarts {

    /** So long an event keeps others of the same key from starting the function. */
    private static final Duration IDEMPOTENT = Duration.ofHours(24);

    private static final long MOST_PRIORITY = 600;

    /** Stands in the ids of waits that cancel a run, before their number. */
    static final String CANCEL = "cancel-";

    private final RunPorts ports;
    private final RunExpressions expressions;
    private final Clock clock;

    RunStarts(RunPorts ports, RunExpressions expressions, Clock clock) {
        this.ports = ports;
        this.expressions = expressions;
        this.clock = clock;
    }

    /** What an event means to a function. */
    public sealed interface Verdict {

        /**
         * A run is made.
         *
         * @param first remembers that, so that others with the same key make none
         */
        record Starts(Optional<Sighting> first) implements Verdict {}

        /**
         * No run is made.
         *
         * @param reason in words
         * @param earlier sequence of the event that started it instead
         */
        record Passes(String reason, OptionalLong earlier) implements Verdict {}
    }

    /** What the event of a call means to a function; it may be asked afterwards, too. */
    public Verdict asked(
            LiveFunction function, Call call, Event event, FunctionEvent seen, Instant now) {
        Optional<String> differs = differs(function, seen, now);
        if (differs.isPresent()) {
            return new Verdict.Passes(differs.get(), OptionalLong.empty());
        }
        Optional<String> idempotency = function.config().bounds().idempotency();
        // Times of a schedule differ, whatever the expression finds in their events.
        boolean scheduled = seen.name().equals(SystemEvents.SCHEDULED);
        if (idempotency.isEmpty() || scheduled || !call.replay().isEmpty()) {
            return new Verdict.Starts(Optional.empty());
        }
        String value = expressions.key(function.project(), idempotency.get(), seen, now);
        SightingKey key = key(function, value);
        OptionalLong before = ports.store().seen(key, clock.steady());
        if (before.isPresent() && before.getAsLong() != event.sequence()) {
            return new Verdict.Passes(
                    "an event with the same idempotency key started it before", before);
        }
        Instant steady = clock.steady();
        return new Verdict.Starts(
                Optional.of(new Sighting(key, event.sequence(), steady, steady.plus(IDEMPOTENT))));
    }

    /** Why none of a function's triggers means an event; empty when one does. */
    public Optional<String> differs(LiveFunction function, FunctionEvent seen, Instant now) {
        if (isAddressed(seen)) {
            return Optional.empty();
        }
        String why = "none of its triggers means this event";
        for (FunctionTrigger trigger : function.config().triggers()) {
            if (trigger instanceof FunctionTrigger.OnEvent on && on.means(seen.name())) {
                if (on.condition().isEmpty()
                        || expressions.isTrue(
                                function.project(), on.condition().get(), seen, now)) {
                    return Optional.empty();
                }
                why = "its condition is not true: " + on.condition().get();
            }
        }
        return Optional.of(why);
    }

    /** Events that the server makes for one function start it, whatever its triggers. */
    private static boolean isAddressed(FunctionEvent seen) {
        return seen.name().equals(SystemEvents.INVOKED)
                || seen.name().equals(SystemEvents.SCHEDULED);
    }

    private static SightingKey key(LiveFunction function, String value) {
        String whose = "function " + function.uuid() + "\0";
        return SightingKey.of(Digests.sha256(Digests.utf8(whose + value)));
    }

    void begin(
            RunChange change, LiveFunction function, Call call, Beginning beginning, Instant now) {
        FunctionBounds bounds = function.config().bounds();
        Instant due = beginning.due();
        FunctionEvent seen = beginning.events().getFirst();
        RunDecision decision =
                ports.decider()
                        .begin(
                                RunLimits.attempts(bounds.maxAttempts()),
                                beginning.inheritance(),
                                due);
        Run run =
                new Run(
                        call.project(),
                        call.id().value(),
                        Optional.empty(),
                        0,
                        function.uuid(),
                        function.slug(),
                        beginning.sequences(),
                        lane(function, seen, now),
                        now,
                        call.createdAt().minusSeconds(priority(function, seen, now)),
                        beginning.parent(),
                        call.replay(),
                        beginning.repeats(),
                        EventSessions.shared(beginning.events()),
                        decision.state(),
                        Run.RunCalls.NONE,
                        Optional.empty(),
                        Optional.empty());
        RunDraft draft =
                change.begin(new LiveRun(run, beginning.events()), decision, beginning.steps());
        bounds.startWithin()
                .ifPresent(most -> change.effects().wake(draft, WakeKind.START, due.plus(most)));
        bounds.finishWithin()
                .ifPresent(most -> change.effects().wake(draft, WakeKind.FINISH, due.plus(most)));
        // What came since may have been about the run that is made once more by a replay.
        Optional<Event> after = beginning.by().filter(_ -> call.replay().isEmpty());
        for (int i = 0; i < bounds.cancelOn().size() && draft.state.end().isEmpty(); i++) {
            cancelOn(change, draft, CANCEL + i, bounds.cancelOn().get(i), after, now);
        }
    }

    private void cancelOn(
            RunChange change,
            RunDraft draft,
            String key,
            CancelOn cancel,
            Optional<Event> after,
            Instant now) {
        var wanted =
                new RunWaits.Wanted(
                        draft.run().project(),
                        draft.run().number(),
                        key,
                        cancel.event(),
                        cancel.condition(),
                        draft.live().events().getFirst(),
                        cancel.until(now));
        RunWaits.Opened opened =
                after.map(event -> ports.waits().openAfter(wanted, event, now))
                        .orElseGet(() -> ports.waits().open(wanted, now));
        if (opened.already().isPresent()) {
            Happening cancelled = RunMatches.cancelled(opened.already().get());
            boolean _ = change.happen(draft.live(), cancelled, List.of());
            return;
        }
        draft.waits.put(key, opened.id());
        change.put(opened.puts());
    }

    private LaneId lane(LiveFunction function, FunctionEvent seen, Instant now) {
        List<String> keys =
                function.config().bounds().concurrency().stream()
                        .flatMap(bound -> bound.key().stream())
                        .map(key -> expressions.key(function.project(), key, seen, now))
                        .map(KeyHash::of)
                        .toList();
        return FunctionLanes.step(function.uuid(), keys);
    }

    /** Whole seconds; everything else counts as none, as SDKs know it. */
    private long priority(LiveFunction function, FunctionEvent seen, Instant now) {
        return function.config()
                .bounds()
                .priority()
                .map(text -> expressions.key(function.project(), text, seen, now))
                .filter(text -> text.matches("-?[0-9]{1,9}"))
                .map(Long::parseLong)
                .map(seconds -> Math.clamp(seconds, -MOST_PRIORITY, MOST_PRIORITY))
                .orElse(0L);
    }
}
