package dev.ringback.server.functions.reading;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Activity;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunMetadata;
import dev.ringback.server.functions.kept.RunNames;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.reading.RunView.ParentView;
import dev.ringback.server.functions.reading.RunView.RequestView;
import dev.ringback.server.functions.running.QueuedRepeats;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What is shown of runs: what they came to, what of them is under way, and what they wait for. */
public final class RunReading {

    /** Why a run that is found cannot be changed: it is asked for, and has yet to be made. */
    public static final String NOT_MADE =
            "the run is not made yet, because its function is paused or busy; try again then";

    /** The memos, each looked at as a tree, and what is shown of them. */
    private static final int TIMES_STATE = 8;

    private final Store store;
    private final KeptRuns kept;
    private final LiveRuns live;
    private final Supplier<Activity> activity;

    /**
     * Wires.
     *
     * @param activity says what is under way
     */
    public RunReading(Store store, KeptRuns kept, LiveRuns live, Supplier<Activity> activity) {
        this.store = store;
        this.kept = kept;
        this.live = live;
        this.activity = activity;
    }

    /** Why a run that was to be cancelled is not; empty where it is, now or since before. */
    public static Optional<String> notCancelled(Run run) {
        RunState.Status status = run.state().status();
        return status == RunState.Status.CANCELLED
                ? Optional.empty()
                : Optional.of("the run cannot be cancelled: it has " + status.word());
    }

    /** Finds them. */
    public RunSearch search() {
        return new RunSearch(store, kept);
    }

    /** The run of an id. */
    public Optional<Run> find(ProjectId project, String id) {
        OptionalLong number = new RunNames(store).number(project, id);
        return number.isPresent() ? find(project, number.getAsLong()) : Optional.empty();
    }

    private Optional<Run> find(ProjectId project, long number) {
        return kept.find(project, number)
                .or(() -> new QueuedRepeats(store, kept).find(project, number))
                // It may be made in between.
                .or(() -> kept.find(project, number));
    }

    /** Runs as a list shows them. */
    public List<RunView> views(List<Run> runs) {
        List<Long> sequences = runs.stream().flatMap(run -> run.events().stream()).toList();
        Map<Long, String> events = events(sequences);
        return runs.stream().map(run -> view(run, events)).toList();
    }

    /** One run as a list shows it. */
    public RunView view(Run run) {
        return views(List.of(run)).getFirst();
    }

    private Map<Long, String> events(Collection<Long> sequences) {
        Map<Long, String> events = new HashMap<>();
        for (EventHead head : store.heads(sequences)) {
            events.put(head.sequence(), head.id().value());
        }
        return events;
    }

    private static RunView view(Run run, Map<Long, String> events) {
        return new RunView(
                run.id(),
                run.slug(),
                run.state().status().word(),
                run.events().stream().filter(events::containsKey).map(events::get).toList(),
                run.state().end().flatMap(RunReading::reason),
                run.state().waitsFor(),
                run.parent()
                        .map(parent -> new ParentView(Ulid.of(parent.run()), parent.step().hash())),
                run.repeats().map(Ulid::of),
                run.replay(),
                sessions(run),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt());
    }

    private static Optional<String> reason(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed _ -> Optional.empty();
            case RunEnd.Failed failed -> Optional.of(failed.reason());
            case RunEnd.Cancelled(String reason) -> Optional.of(reason);
        };
    }

    /** A run with its steps. */
    public RunView.Whole whole(Run run) {
        RoomOfThread.take(TIMES_STATE * run.state().stateBytes());
        List<RequestView> requests = requests(run);
        List<StepRecord> ended = live.steps(run.project(), run.number());
        RunMetadata metadata = RunMetadata.all(store, run.project(), run.number(), ended);
        return new RunView.Whole(
                view(run),
                run.state().end().flatMap(RunReading::output),
                run.state().end().flatMap(RunReading::error),
                steps(run, ended, requests, metadata),
                requests,
                run.state().deferrals().values().stream()
                        .map(DeferralView::of)
                        .sorted(Comparator.comparing(DeferralView::id))
                        .toList(),
                MetadataView.of(metadata, Optional.empty()));
    }

    private static Optional<JsonSlice> sessions(Run run) {
        Map<String, CanonicalJson> sessions = new TreeMap<>();
        run.sessions().forEach((key, id) -> sessions.put(key, CanonicalJson.of(id)));
        return sessions.isEmpty()
                ? Optional.empty()
                : Optional.of(EndedStepViews.shown(CanonicalJson.object(sessions)));
    }

    private static Optional<JsonSlice> output(RunEnd end) {
        return end instanceof RunEnd.Completed(var result)
                ? Optional.of(EndedStepViews.shown(result))
                : Optional.empty();
    }

    private static Optional<JsonSlice> error(RunEnd end) {
        return end instanceof RunEnd.Failed failed
                ? Optional.of(EndedStepViews.shown(failed.error()))
                : Optional.empty();
    }

    private List<StepView> steps(
            Run run, List<StepRecord> ended, List<RequestView> requests, RunMetadata metadata) {
        List<StepView> steps = new ArrayList<>();
        Map<StepId, Integer> order = new HashMap<>();
        run.state().stack().forEach(step -> order.put(step, order.size()));
        ended.stream()
                .sorted(Comparator.comparingInt(step -> order.getOrDefault(step.id(), 0)))
                .map(step -> EndedStepViews.of(step, metadata))
                .forEach(steps::add);
        OpenStepViews open = new OpenStepViews(requests, fetches(run), metadata);
        run.state().open().values().stream().map(open::of).forEach(steps::add);
        steps.sort(Comparator.comparing(StepView::startedAt));
        return steps;
    }

    /** What is asked of its app, or will be. */
    public List<RequestView> requests(Run run) {
        List<RequestView> requests = new ArrayList<>();
        for (RunJob job : run.state().jobs().values()) {
            Optional<Call> call =
                    Optional.ofNullable(run.calls().jobs().get(job.id()))
                            .flatMap(id -> store.call(run.project(), id));
            requests.add(request(job.target().map(StepId::hash), job.attempt(), call));
        }
        return requests;
    }

    private Map<StepId, RequestView> fetches(Run run) {
        Map<StepId, RequestView> fetches = new HashMap<>();
        for (OpenStep open : run.state().open().values()) {
            StepId step = open.op().id();
            Optional.ofNullable(run.calls().fetches().get(step))
                    .map(id -> store.call(run.project(), id))
                    .map(call -> request(Optional.of(step.hash()), open.attempt(), call))
                    .ifPresent(request -> fetches.put(step, request));
        }
        return fetches;
    }

    private RequestView request(Optional<String> step, int attempts, Optional<Call> call) {
        boolean runs = call.filter(each -> activity.get().isRunning(each)).isPresent();
        return new RequestView(
                step,
                runs ? StepView.RUNNING : StepView.WAITING,
                attempts,
                runs ? Optional.empty() : call.flatMap(this::dueAt),
                call.flatMap(each -> lastError(each.id())));
    }

    private Optional<Instant> dueAt(Call call) {
        return activity.get().shown(call).state() instanceof CallState.Waiting(Instant dueAt)
                ? Optional.of(dueAt)
                : Optional.empty();
    }

    private Optional<String> lastError(CallId call) {
        List<Attempt> attempts = store.attempts(call);
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.getLast().error()).filter(error -> !error.isEmpty());
    }
}
