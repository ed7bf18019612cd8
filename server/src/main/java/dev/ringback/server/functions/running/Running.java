package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.kept.RunEnds;
import dev.ringback.server.functions.kept.RunHistory;
import dev.ringback.server.functions.kept.RunOutcomes;
import dev.ringback.server.functions.kept.RunPruning;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.functions.runs.RunDecider;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.vault.Vault;
import java.time.Instant;
import java.util.List;

/** Runs of functions: what their calls are for, who starts them, and what is done to them. */
public final class Running implements Feature {

    /** Of all memory, that for runs that something happened to of late. */
    private static final int MEMORY_PART = 16;

    private final LiveRuns runs;
    private final KnownFunctions functions;
    private final KeptRuns kept;
    private final RunSteering steering;
    private final RunMatches matches;
    private final RunStarts starts;
    private final RunRepeats repeats;
    private final RunHistory history;
    private final RunPruning pruning;
    private final RunEnds ends = new RunEnds();
    private final List<Kind> kinds;

    /**
     * What it works with.
     *
     * @param functions those that can be started
     * @param waits what runs wait for
     * @param publisher says who gets events
     * @param filters gives expressions their turn
     * @param vault keeps what is secret
     * @param wires the ways to apps
     * @param signing shows apps who asks
     * @param outcomes hears how runs end
     * @param retries how long it takes until what failed is tried again
     */
    public record Ports(
            KnownFunctions functions,
            RunWaits waits,
            Publisher publisher,
            Filters filters,
            Vault vault,
            AppWires wires,
            AppSigning signing,
            RunOutcomes outcomes,
            RetryTable retries,
            long history) {}

    /** Wires. */
    public Running(Ground ground, Ports with) {
        functions = with.functions();
        RunCodec codec = new RunCodec(with.vault());
        long most = Runtime.getRuntime().maxMemory() / MEMORY_PART;
        runs = new LiveRuns(ground.store(), codec, with.outcomes(), most);
        kept = new KeptRuns(ground.store(), codec);
        RunPorts ports =
                new RunPorts(
                        ground.store(),
                        runs,
                        codec,
                        new RunDecider(with.retries()),
                        functions,
                        with.waits(),
                        new Signals(ground.store()),
                        with.publisher(),
                        ground.ids());
        steering = new RunSteering(ports, ground.engine(), ground.time());
        history = new RunHistory(ground.store(), ground.ids());
        pruning = new RunPruning(ground.store(), ground.engine(), codec, history, with.history());
        matches = new RunMatches(ports);
        starts = new RunStarts(ports, new RunExpressions(with.filters()), ground.time());
        repeats = new RunRepeats(ports, kept);
        kinds =
                List.of(
                        new StartKind(ports, starts, repeats),
                        new StepKind(ports, with.wires(), with.signing()),
                        new WakeKind(ports),
                        new FetchKind(ports, with.wires().guarded()));
    }

    @Override
    public List<Kind> kinds() {
        return kinds;
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(new FunctionLanes(functions));
    }

    @Override
    public List<Follower> followers() {
        return List.of(runs, history, ends);
    }

    /** Forgets the runs of a project that ended before a moment. */
    public void prune(ProjectId project, Instant before) {
        pruning.prune(project, before);
    }

    /** Functions as those who may get events. */
    public Recipients recipients() {
        return new FunctionRecipients(functions);
    }

    /** The runs there are. */
    public LiveRuns runs() {
        return runs;
    }

    /** Waits for their ends. */
    public RunEnds ends() {
        return ends;
    }

    /** Those on disk, however old. */
    public KeptRuns kept() {
        return kept;
    }

    /** What is done to them. */
    public RunSteering steering() {
        return steering;
    }

    /** Runs that are made once more. */
    public RunRepeats repeats() {
        return repeats;
    }

    /** What follows when events come that they wait for. */
    public RunMatches matches() {
        return matches;
    }

    /** Which events start which functions. */
    public RunStarts starts() {
        return starts;
    }
}
