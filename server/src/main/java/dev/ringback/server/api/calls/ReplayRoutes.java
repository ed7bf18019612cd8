package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.operations.DeadCauses;
import dev.ringback.server.operations.Repeatable;
import dev.ringback.server.operations.Replay;
import dev.ringback.server.operations.ReplayDocuments;
import dev.ringback.server.operations.ReplaySelection;
import dev.ringback.server.operations.ReplayStep;
import dev.ringback.server.operations.Replays;
import dev.ringback.server.operations.StoredEvents;
import dev.ringback.server.operations.UnmatchedEvents;
import dev.ringback.server.sources.Sources;
import java.util.List;
import java.util.Optional;

/** The routes under {@code /api/v1/replays}. */
public final class ReplayRoutes {

    private static final String PATH = "/api/v1/replays";

    /** It may stand in the filter, or beside it. */
    static final String UNMATCHED = "unmatched";

    /** What is selected when the request cannot be read. */
    private static final ReplaySelection NONE =
            new ReplaySelection.Events(List.of(), Optional.empty());

    private final Surface surface;
    private final Store store;
    private final Replays replays;
    private final SelectionFields selections;
    private final RemakingFields remaking;
    private final Repeatable repeatable;
    private final Clock time;
    private final Ids ids;

    /**
     * What can be replayed.
     *
     * @param endpoints whose deliveries
     * @param functions whose runs
     * @param sources whose requests
     * @param repeatable those
     */
    public record Replayed(
            Endpoints endpoints,
            KnownFunctions functions,
            Sources sources,
            Repeatable repeatable) {}

    public ReplayRoutes(
            Surface surface, Store store, Replays replays, Replayed replayed, Clock time, Ids ids) {
        this.surface = surface;
        this.store = store;
        this.replays = replays;
        this.selections = new SelectionFields(replayed.endpoints(), replayed.functions());
        this.repeatable = replayed.repeatable();
        this.remaking = new RemakingFields(replayed.sources(), repeatable.requests().remaking());
        this.time = time;
        this.ids = ids;
    }

    public List<Route> routes() {
        return List.of(
                surface.change("POST", PATH, Scope.WRITE, this::create),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("POST", PATH + "/{id}/cancel", Scope.WRITE, this::cancel));
    }

    private record Matched(long matched) {}

    private Decision create(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    ReplaySelection selection = selection(fields, caller);
                    double rate =
                            fields.number("rate_per_second", 0, ApiLimits.REPLAY_RATE).orElse(0.0);
                    boolean dry = fields.bool("dry_run").orElse(false);
                    return () -> begin(selection, rate, dry, caller);
                });
    }

    private ReplaySelection selection(JsonFields fields, Caller caller) {
        if (RemakingFields.isAsked(fields)) {
            return remaking.read(fields, caller.project()).orElse(NONE);
        }
        var _ = fields.raw("transform");
        if (fields.isGiven("runs")) {
            return runs(fields, caller);
        }
        Optional<LaneId> to = selections.to(fields, caller.project());
        boolean unmatched = fields.bool(UNMATCHED).orElse(false);
        Optional<JsonFields> filter = fields.object("filter");
        if (filter.isEmpty() && unmatched) {
            return SelectionFields.everyUnmatched(to);
        }
        if (filter.isEmpty() && fields.problems().isEmpty()) {
            fields.problem(
                    "filter",
                    "is required, or else runs; {} selects every dead delivery, or failed run");
        }
        Optional<ReplaySelection> selection =
                filter.map(each -> selections.read(each, unmatched, to, caller.project()));
        filter.ifPresent(JsonFields::rejectUnknown);
        return selection.orElse(NONE);
    }

    private ReplaySelection runs(JsonFields fields, Caller caller) {
        if (fields.has("filter")) {
            fields.problem("filter", "cannot be combined with runs");
        }
        if (fields.isGiven(UNMATCHED)) {
            fields.problem(UNMATCHED, "cannot be combined with runs");
        }
        if (fields.isGiven("to")) {
            fields.problem("to", "cannot be combined with runs: a run is of its own function");
        }
        Optional<JsonFields> runs = fields.object("runs");
        ReplaySelection selection =
                runs.map(each -> selections.runs(each, caller.project()))
                        .orElse(SelectionFields.EVERY_FAILED_RUN);
        runs.ifPresent(JsonFields::rejectUnknown);
        return selection;
    }

    /** Begins a replay of a selection, or only counts. */
    Decision begin(ReplaySelection selection, double rate, boolean dry, Caller caller) {
        Replay replay = begun(selection, rate, caller);
        if (dry) {
            return new Decision.Answer(
                    HttpResponse.of(200, new Matched(replay.progress().matched())));
        }
        List<Replay> kept = replays.of(replay.project());
        long running = kept.stream().filter(Replay::running).count();
        if (running >= ApiLimits.REPLAYS_RUNNING) {
            return new Decision.Answer(
                    Problems.of(
                            409,
                            "too_many",
                            "%d replays of the project are running already".formatted(running)));
        }
        return new Decision.Write(
                replays.beginning(replay, kept),
                HttpResponse.of(202, ReplayView.of(replay)),
                () -> replays.run(replay.project(), replay.id()));
    }

    /** A replay at its start: it does not see the calls that are made from now on. */
    private Replay begun(ReplaySelection selection, double rate, Caller caller) {
        long number = ids.next();
        var replay =
                new Replay(
                        Sequence.text(Replay.PREFIX, number),
                        caller.project(),
                        selection,
                        rate,
                        Replay.Progress.start(0, 0),
                        time.now());
        return replay.with(start(replay, number));
    }

    private Replay.Progress start(Replay replay, long number) {
        return switch (replay.selection()) {
            case ReplaySelection.Deliveries deliveries ->
                    Replay.Progress.start(number, counted(replay, deliveries));
            case ReplaySelection.Events events ->
                    Replay.Progress.start(0, existing(replay, events));
            case ReplaySelection.Unmatched unmatched ->
                    Replay.Progress.start(
                            number,
                            new UnmatchedEvents(store).count(ReplayStep.query(replay, unmatched)));
            case ReplaySelection.Missed missed ->
                    Replay.Progress.start(number, replays.missed(replay, missed, number));
            case ReplaySelection.Runs runs ->
                    Replay.Progress.start(number, repeatable.runs().count(replay.project(), runs));
            case ReplaySelection.Requests requests ->
                    Replay.Progress.start(
                                    requests.ids().isEmpty() ? number : 0,
                                    repeatable.requests().count(store, replay.project(), requests))
                            .making();
        };
    }

    private long counted(Replay replay, ReplaySelection.Deliveries deliveries) {
        CallQuery query = ReplayStep.query(replay, deliveries);
        if (deliveries.cause().isPresent()) {
            return new DeadCauses(store).count(query, deliveries.cause().get());
        }
        return Found.total(
                query.before(), next -> store.count(query.page(next, 1)), List::getFirst);
    }

    private long existing(Replay replay, ReplaySelection.Events events) {
        return new StoredEvents(store)
                .count(replay.project(), events.ids(), event -> !InternalEvents.is(event.type()));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return Page.answer(request, replays.of(caller.project()), Replay::id, ReplayView::of);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return find(request, caller)
                .map(document -> HttpResponse.of(200, view(ReplayDocuments.read(document))))
                .orElseGet(() -> Problems.notFound("replay"));
    }

    private Decision cancel(HttpRequest request, Caller caller) {
        Optional<Document> document = find(request, caller);
        if (document.isEmpty()) {
            return new Decision.Answer(Problems.notFound("replay"));
        }
        Replay replay = ReplayDocuments.read(document.get());
        return switch (replay.progress().state()) {
            case CANCELLED -> new Decision.Done(HttpResponse.of(200, view(replay)));
            case DONE, FAILED ->
                    new Decision.Answer(
                            Problems.of(409, "not_possible", "the replay is over already"));
            case RUNNING -> {
                Replay next =
                        replay.with(replay.progress().end(Replay.State.CANCELLED, time.now(), ""));
                yield new Decision.Write(
                        Change.put(ReplayDocuments.revise(document.get(), next)),
                        HttpResponse.of(200, view(next)),
                        () -> replays.wake(next.id()));
            }
        };
    }

    private Optional<Document> find(HttpRequest request, Caller caller) {
        return replays.find(caller.project(), request.parameter("id"));
    }

    private static ReplayView view(Replay replay) {
        return ReplayView.of(replay);
    }
}
