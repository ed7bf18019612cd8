package dev.ringback.server.functions.reading;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.FunctionTrigger;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.running.RunStarts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Which functions an event started, and why others did not start that its name is meant for. */
public final class StartedFunctions {

    private static final int MOST = 100;

    /** Its payload is read, made into a tree and written anew. */
    private static final int TIMES_PAYLOAD = 8;

    private final Store store;
    private final KeptRuns runs;
    private final KnownFunctions functions;
    private final RunStarts starts;
    private final Clock clock;

    public StartedFunctions(
            Store store, KeptRuns runs, KnownFunctions functions, RunStarts starts, Clock clock) {
        this.store = store;
        this.runs = runs;
        this.functions = functions;
        this.starts = starts;
        this.clock = clock;
    }

    /**
     * A function to which an event means something.
     *
     * @param function the app's name and the function's id, joined by a hyphen
     * @param run id of the run that was started
     * @param reason why none was
     */
    public record View(
            String function, @Omitted Optional<String> run, @Omitted Optional<String> reason) {

        static View started(Run run) {
            return new View(run.slug(), Optional.of(run.id()), Optional.empty());
        }

        static View not(String function, String reason) {
            return new View(function, Optional.empty(), Optional.of(reason));
        }
    }

    /** An event of which something is told, read once for all functions that it did not start. */
    private static final class Asked {

        private final Event event;
        private Optional<FunctionEvent> seen = Optional.empty();

        Asked(Event event) {
            this.event = event;
        }

        FunctionEvent seen() {
            if (seen.isEmpty()) {
                RoomOfThread.take(TIMES_PAYLOAD * (long) event.payload().size());
                seen = Optional.of(FunctionEvents.read(event));
            }
            return seen.get();
        }
    }

    /** All of an event; those that it started twice are there twice. */
    public List<View> of(Event event) {
        Set<UUID> called = new HashSet<>();
        List<View> views = new ArrayList<>();
        var asked = new Asked(event);
        for (Call call : calls(event)) {
            FunctionLanes.function(call.lane()).ifPresent(called::add);
            views.add(view(asked, call));
        }
        functions.startedBy(event.project(), event.type()).stream()
                .filter(function -> !called.contains(function.uuid()))
                .map(function ->
                        View.not(function.slug(), "it was not registered when the event came"))
                .forEach(views::add);
        return views;
    }

    /** The calls by which an event may have started functions, the oldest first. */
    private List<Call> calls(Event event) {
        return StartCalls.of(store, event.project(), event.sequence()).stream()
                .limit(MOST)
                .toList()
                .reversed();
    }

    private View view(Asked event, Call call) {
        Optional<Run> run = runs.find(call.project(), call.id().value());
        if (run.isPresent()) {
            return View.started(run.get());
        }
        Optional<UUID> uuid = FunctionLanes.function(call.lane());
        return uuid.flatMap(functions::find)
                .map(function -> View.not(function.slug(), reason(function, event, call)))
                .orElseGet(() ->
                        View.not(
                                uuid.map(UUID::toString).orElse(call.lane().value()),
                                "it is not registered any more"));
    }

    private String reason(LiveFunction function, Asked event, Call call) {
        return switch (call.state()) {
            case CallState.Waiting _, CallState.Running _ ->
                    function.paused()
                            ? "it is paused, and starts when it is resumed"
                            : "it is about to be started";
            case CallState.Dead(var _, String reason) -> reason;
            case CallState.Cancelled _ -> "its start was called off";
            case CallState.Succeeded _ -> reasonThen(function, event, call);
        };
    }

    /** As far as that can be told afterwards. */
    private String reasonThen(LiveFunction function, Asked asked, Call call) {
        FunctionEvent seen = asked.seen();
        return switch (starts.asked(function, call, asked.event, seen, clock.now())) {
            case RunStarts.Verdict.Passes(String reason, OptionalLong earlier) ->
                    earlier.isPresent()
                            ? reason + run(function, earlier.getAsLong())
                            : reason + values(function, seen);
            case RunStarts.Verdict.Starts _ ->
                    function.config().bounds().idempotency().isPresent()
                            ? "an event with the same idempotency key had started it then, or its"
                                    + " run is not kept any more"
                            : "its run is not kept any more, or it was registered with other"
                                    + " triggers then";
        };
    }

    private String run(LiveFunction function, long event) {
        LaneId lane = FunctionLanes.start(function.uuid());
        return StartCalls.of(store, function.project(), event).stream()
                .filter(call -> call.lane().equals(lane))
                .findFirst()
                .map(call -> ": run " + Ulid.of(call.id().value()))
                .orElse("");
    }

    private static String values(LiveFunction function, FunctionEvent seen) {
        List<String> values =
                function.config().triggers().stream()
                        .flatMap(trigger -> condition(trigger, seen))
                        .flatMap(condition -> SeenValues.of(condition, seen).stream())
                        .distinct()
                        .toList();
        return values.isEmpty() ? "" : " (" + String.join(", ", values) + ")";
    }

    private static Stream<String> condition(FunctionTrigger trigger, FunctionEvent seen) {
        return trigger instanceof FunctionTrigger.OnEvent on && on.means(seen.name())
                ? on.condition().stream()
                : Stream.empty();
    }
}
