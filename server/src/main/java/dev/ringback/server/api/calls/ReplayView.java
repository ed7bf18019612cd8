package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.operations.Replay;
import dev.ringback.server.operations.ReplaySelection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A replay as the API shows it. */
record ReplayView(
        String id,
        String state,
        @Omitted Optional<Filter> filter,
        @Omitted Optional<Missed> missed,
        @Omitted Optional<Runs> runs,
        @Omitted Optional<String> to,
        @Omitted Optional<Integer> transform,
        double ratePerSecond,
        long matched,
        long created,
        long skipped,
        @Omitted Optional<Long> dropped,
        @Omitted Optional<Long> failed,
        @Omitted Optional<Failure> failure,
        Instant createdAt,
        Optional<Instant> finishedAt,
        Optional<String> error) {

    /** Of which event the transform could make nothing, and why. */
    record Failure(String event, String reason) {

        static Optional<Failure> of(Replay.Unmade unmade) {
            return unmade.failed() == 0
                    ? Optional.empty()
                    : Optional.of(new Failure(unmade.failedAt(), unmade.why()));
        }
    }

    /** What it replays, in the words of the request. */
    record Filter(
            Optional<String> endpoint,
            Optional<String> state,
            Optional<String> eventType,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<List<String>> eventIds,
            @Omitted Optional<String> cause,
            @Omitted Optional<Boolean> unmatched,
            @Omitted Optional<String> source) {

        static Optional<Filter> of(ReplaySelection selection) {
            return switch (selection) {
                case ReplaySelection.Deliveries(
                                var endpoint,
                                var state,
                                var eventType,
                                var from,
                                var to,
                                var cause,
                                var _) ->
                        Optional.of(
                                new Filter(
                                        endpoint.map(LaneId::value),
                                        Optional.of(state.word()),
                                        eventType,
                                        from,
                                        to,
                                        Optional.empty(),
                                        cause,
                                        Optional.empty(),
                                        Optional.empty()));
                case ReplaySelection.Events(List<String> ids, var endpoint) ->
                        Optional.of(
                                new Filter(
                                        endpoint.map(LaneId::value),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(ids),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()));
                case ReplaySelection.Unmatched(var eventType, var from, var to, var _) ->
                        Optional.of(
                                new Filter(
                                        Optional.empty(),
                                        Optional.empty(),
                                        eventType,
                                        from,
                                        to,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(true),
                                        Optional.empty()));
                case ReplaySelection.Requests requests -> Optional.of(of(requests));
                case ReplaySelection.Missed _, ReplaySelection.Runs _ -> Optional.empty();
            };
        }

        private static Filter of(ReplaySelection.Requests requests) {
            return new Filter(
                    Optional.empty(),
                    Optional.empty(),
                    requests.eventType(),
                    requests.from(),
                    requests.to(),
                    Optional.of(requests.ids()).filter(ids -> !ids.isEmpty()),
                    Optional.empty(),
                    Optional.of(true).filter(_ -> requests.unmatched()),
                    Optional.of(requests.source()));
        }
    }

    /** What of an endpoint's it makes up for. */
    record Missed(String endpoint, Instant since) {

        static Optional<Missed> of(ReplaySelection selection) {
            return selection instanceof ReplaySelection.Missed(LaneId endpoint, Instant since)
                    ? Optional.of(new Missed(endpoint.value(), since))
                    : Optional.empty();
        }
    }

    /** Which runs of functions it replays, in the words of the request. */
    record Runs(
            Optional<String> function,
            String status,
            Optional<Instant> from,
            Optional<Instant> to) {

        static Optional<Runs> of(ReplaySelection selection) {
            return selection instanceof ReplaySelection.Runs runs
                    ? Optional.of(
                            new Runs(runs.function(), runs.status().word(), runs.from(), runs.to()))
                    : Optional.empty();
        }
    }

    /** The endpoint that gets all of it, where that is not said in the filter. */
    private static Optional<String> to(ReplaySelection selection) {
        return switch (selection) {
            case ReplaySelection.Deliveries deliveries -> deliveries.receiver().map(LaneId::value);
            case ReplaySelection.Unmatched unmatched -> unmatched.receiver().map(LaneId::value);
            case ReplaySelection.Events _,
                    ReplaySelection.Missed _,
                    ReplaySelection.Requests _,
                    ReplaySelection.Runs _ ->
                    Optional.empty();
        };
    }

    /** The version of a transform that makes events anew. */
    private static Optional<Integer> transform(ReplaySelection selection) {
        return selection instanceof ReplaySelection.Requests requests
                ? Optional.of(requests.version())
                : Optional.empty();
    }

    static ReplayView of(Replay replay) {
        Replay.Progress progress = replay.progress();
        return new ReplayView(
                replay.id(),
                progress.state().name().toLowerCase(Locale.ROOT),
                Filter.of(replay.selection()),
                Missed.of(replay.selection()),
                Runs.of(replay.selection()),
                to(replay.selection()),
                transform(replay.selection()),
                replay.ratePerSecond(),
                progress.matched(),
                progress.created(),
                progress.skipped(),
                progress.unmade().map(Replay.Unmade::dropped),
                progress.unmade().map(Replay.Unmade::failed),
                progress.unmade().flatMap(Failure::of),
                replay.createdAt(),
                progress.finishedAt(),
                Optional.of(progress.error()).filter(error -> !error.isEmpty()));
    }
}
