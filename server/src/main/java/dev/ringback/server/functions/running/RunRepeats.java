package dev.ringback.server.functions.running;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.running.NamedSteps.Named;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs that are made once more, whatever triggers say now: each by a call that starts the function
 * with all events of the run that it repeats, which the call names as its series.
 */
public final class RunRepeats {

    /** What steps came to is read, looked at as trees, and written once more. */
    private static final int TIMES_STATE = 4;

    /** The tree of an input, its canonical form, and what is kept of it. */
    private static final int TIMES_INPUT = 4;

    private final RunPorts ports;
    private final KeptRuns kept;

    RunRepeats(RunPorts ports, KeptRuns kept) {
        this.ports = ports;
        this.kept = kept;
    }

    /** A step's new arguments, as {@link #from} takes them; empty for any but a list. */
    public static Optional<CanonicalJson> arguments(Payload json) {
        RoomOfThread.take(TIMES_INPUT * (long) json.size() + JsonTree.treeBytes(json));
        return CanonicalJson.read(json.bytes())
                .filter(each -> each.parsed() instanceof ParsedJson.Items);
    }

    /** What comes of the wish to repeat a run. */
    public sealed interface Plan {

        /**
         * It can be done.
         *
         * @param run id of the run that there will be
         * @param change makes it
         */
        record Ready(String run, Change change) implements Plan {}

        /** It cannot, now or ever. */
        record Impossible(String why) implements Plan {}

        /** It cannot from that step. */
        record WrongStep(String why) implements Plan {}

        /** That step takes no input. */
        record WrongInput(String why) implements Plan {}
    }

    /** All of a run once more. */
    public Plan whole(Run run, Instant now) {
        Call call = again(run, Ulid.of(run.number()), now);
        return ready(run, call, Change.accept(List.of(), List.of(call)));
    }

    /**
     * A run once more from one of its steps on. What came before is taken as it was.
     *
     * @param step id or name of the step
     * @param input arguments that the step is given in place of its own: an array
     */
    public Plan from(Run run, String step, Optional<CanonicalJson> input, Instant now) {
        NamedSteps steps = NamedSteps.of(run, ended(run));
        List<Named> meant = steps.called(step);
        if (meant.size() != 1) {
            return new Plan.WrongStep(
                    meant.isEmpty() ? "is no step of the run: " + steps.told() : several(meant));
        }
        Named first = meant.getFirst();
        if (first.open() && first.before() == 0) {
            return new Plan.WrongStep(
                    "has not ended, and nothing ended before it: that is all of the run once more");
        }
        if (input.isPresent() && !first.runs()) {
            return new Plan.WrongInput(
                    "is for steps that run something: " + first.name() + " does not");
        }
        Call call = again(run, Ulid.of(run.number()), now);
        Document from =
                new FromStep(first.id(), first.name(), first.before(), input)
                        .document(run.project(), call.id().value());
        return ready(run, call, Change.accept(List.of(), List.of(call)).and(Change.put(from)));
    }

    private static String several(List<Named> meant) {
        return meant.stream()
                .map(each -> each.id().hash())
                .collect(Collectors.joining(", ", "means several steps; name one by its id: ", ""));
    }

    private List<StepRecord> ended(Run run) {
        RoomOfThread.take(TIMES_STATE * run.state().stateBytes());
        return ports.runs().steps(run.project(), run.number());
    }

    private Plan ready(Run run, Call call, Change change) {
        if (!isServed(run)) {
            return new Plan.Impossible(
                    "the function " + run.slug() + " is not registered any more");
        }
        return ports.store().heads(run.events()).size() == run.events().size()
                ? new Plan.Ready(Ulid.of(call.id().value()), change)
                : new Plan.Impossible("events that started the run are forgotten");
    }

    /** Whether the function is there that a run is one of. */
    public boolean isServed(Run run) {
        return ports.functions()
                .find(run.function())
                .filter(function -> function.project().equals(run.project()))
                .isPresent();
    }

    /**
     * The call that makes a run once more.
     *
     * @param maker the replay that asks for it, or else the run itself
     */
    public Call again(Run run, String maker, Instant now) {
        return Call.of(
                        new CallId(ports.ids().next()),
                        run.project(),
                        Router.START,
                        FunctionLanes.start(run.function()),
                        run.events().getFirst(),
                        now)
                .madeBy(maker)
                .in(OptionalLong.of(run.number()));
    }

    /** Whether a call makes a run once more. */
    static boolean is(Call call) {
        return call.series().isPresent();
    }

    /** Where such a call is to go on, as it is kept until there is its run. */
    Optional<Document> from(Call call) {
        return ports.store()
                .document(FromStep.KIND, call.project(), RunCodec.id(call.id().value()));
    }

    /** What the run of such a call begins with; empty when the other run or its events are gone. */
    Optional<Beginning> beginning(Call call, Optional<Document> from, Instant now) {
        return kept.find(call.project(), call.series().orElseThrow())
                .flatMap(run -> beginning(run, from.map(FromStep::read), now));
    }

    private Optional<Beginning> beginning(Run run, Optional<FromStep> from, Instant now) {
        List<FunctionEvent> events =
                run.events().stream()
                        .flatMap(sequence -> ports.store().event(sequence).stream())
                        .map(FunctionEvents::read)
                        .toList();
        if (events.size() < run.events().size()) {
            return Optional.empty();
        }
        return Optional.of(
                new Beginning(
                        run.events(),
                        events,
                        Optional.empty(),
                        now,
                        // Whoever called the function has its answer, or gets it from that run.
                        Optional.empty(),
                        Optional.of(run.number()),
                        from.map(each -> first(run, each.before())).orElse(List.of()),
                        from.flatMap(FromStep::given)));
    }

    /** The steps of a run that ended first, in that order. */
    private List<StepRecord> first(Run run, int count) {
        Map<StepId, StepRecord> ended =
                ended(run).stream().collect(Collectors.toMap(StepRecord::id, Function.identity()));
        return run.state().stack().stream().limit(count).map(ended::get).toList();
    }
}
