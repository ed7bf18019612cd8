package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Origins;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.events.SentNames;
import dev.ringback.server.functions.runs.RunState.Status;
import dev.ringback.server.operations.DeadCauses;
import dev.ringback.server.operations.ReplaySelection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a replay is to replay. */
record SelectionFields(Endpoints endpoints, KnownFunctions functions) {

    static final ReplaySelection.Runs EVERY_FAILED_RUN =
            new ReplaySelection.Runs(
                    Optional.empty(), Status.FAILED, Optional.empty(), Optional.empty());

    ReplaySelection.Runs runs(JsonFields runs, ProjectId project) {
        Optional<String> function =
                RequestBodies.text(
                        runs, "function", ApiLimits.WORD, slug -> problemWith(project, slug));
        Optional<Status> status =
                RequestBodies.word(
                        runs,
                        "status",
                        "failed, completed or cancelled",
                        word ->
                                Stream.of(Status.values())
                                        .filter(Status::isEnd)
                                        .filter(each -> each.word().equals(word))
                                        .findFirst());
        return new ReplaySelection.Runs(
                function, status.orElse(Status.FAILED), runs.instant("from"), runs.instant("to"));
    }

    private Optional<String> problemWith(ProjectId project, String slug) {
        return functions.find(project, slug).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "must be a function of this project, such as app-id"
                                + functions.near(project, slug));
    }

    /** The endpoint that gets all of it in place of those that it was for. */
    Optional<LaneId> to(JsonFields fields, ProjectId project) {
        return RequestBodies.word(
                fields,
                "to",
                "an endpoint of this project",
                text -> endpoints.find(project, text).map(Endpoint::lane));
    }

    /** All events that went to nobody. */
    static ReplaySelection everyUnmatched(Optional<LaneId> to) {
        return new ReplaySelection.Unmatched(
                Optional.empty(), Optional.empty(), Optional.empty(), to);
    }

    /**
     * What a filter selects.
     *
     * @param unmatched whether that is asked for beside the filter
     * @param to the endpoint that gets all of it
     */
    ReplaySelection read(
            JsonFields filter, boolean unmatched, Optional<LaneId> to, ProjectId project) {
        Optional<LaneId> endpoint =
                RequestBodies.word(
                        filter,
                        "endpoint",
                        "an endpoint of this project, or an origin like https://hooks.example",
                        text ->
                                endpoints
                                        .find(project, text)
                                        .map(Endpoint::lane)
                                        .or(() -> Origins.lane(text, project)));
        Optional<List<String>> ids = eventIds(filter);
        if (filter.has("source")) {
            var _ = filter.raw("source");
            filter.problem("source", "goes with transform");
        }
        if (filter.bool(ReplayRoutes.UNMATCHED).orElse(false) || unmatched) {
            return unmatched(filter, to);
        }
        ReplaySelection.Deliveries deliveries = deliveries(filter, endpoint, to);
        if (!filter.isGiven("event_ids")) {
            return deliveries;
        }
        for (String other : List.of("state", "event_type", "from", "to", "cause")) {
            if (filter.has(other)) {
                filter.problem(other, "cannot be combined with event_ids");
            }
        }
        if (to.isPresent() && endpoint.isPresent()) {
            filter.problem("endpoint", "says where event_ids go, and so does to");
        }
        return new ReplaySelection.Events(ids.orElse(List.of()), endpoint.or(() -> to));
    }

    /** Events that are named, each once. */
    static Optional<List<String>> eventIds(JsonFields filter) {
        return RequestBodies.words(
                        filter,
                        "event_ids",
                        ApiLimits.REPLAY_EVENTS,
                        "an event's id",
                        text -> Optional.of(text).filter(EventId::valid))
                .map(ids -> List.copyOf(new LinkedHashSet<>(ids)));
    }

    private static ReplaySelection.Unmatched unmatched(JsonFields filter, Optional<LaneId> to) {
        for (String other : List.of("state", "endpoint", "event_ids", "cause")) {
            if (filter.has(other)) {
                filter.problem(other, "cannot be combined with unmatched");
            }
        }
        return new ReplaySelection.Unmatched(
                eventType(filter), filter.instant("from"), filter.instant("to"), to);
    }

    static Optional<String> eventType(JsonFields filter) {
        return RequestBodies.text(filter, "event_type", ApiLimits.WORD, SentNames::problemWith);
    }

    private static ReplaySelection.Deliveries deliveries(
            JsonFields filter, Optional<LaneId> endpoint, Optional<LaneId> to) {
        Optional<StateName> state =
                RequestBodies.word(
                        filter,
                        "state",
                        "dead, succeeded or cancelled",
                        word -> StateName.parse(word).filter(SelectionFields::isFinished));
        Optional<String> cause =
                RequestBodies.word(
                        filter,
                        "cause",
                        DeadCauses.CHOICES,
                        word -> Optional.of(word).filter(DeadCauses::isOne));
        if (cause.isPresent() && state.filter(each -> each != StateName.DEAD).isPresent()) {
            filter.problem("cause", "only the dead have one");
        }
        return new ReplaySelection.Deliveries(
                endpoint,
                state.orElse(StateName.DEAD),
                eventType(filter),
                filter.instant("from"),
                filter.instant("to"),
                cause,
                to);
    }

    private static boolean isFinished(StateName state) {
        return switch (state) {
            case SUCCEEDED, DEAD, CANCELLED -> true;
            case WAITING, RUNNING -> false;
        };
    }
}
