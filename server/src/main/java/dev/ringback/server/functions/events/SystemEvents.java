package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The events that the server makes itself. Their shapes are what SDKs and users look into. */
public final class SystemEvents {

    /** A run has ended. */
    public static final String FINISHED = "inngest/function.finished";

    /** A run failed; {@code onFailure} is a function that is triggered by it. */
    public static final String FAILED = "inngest/function.failed";

    /** A run was cancelled; {@code onFailure} does not hear of it. */
    public static final String CANCELLED = "inngest/function.cancelled";

    /** A function is called by another one, or by hand. */
    public static final String INVOKED = "inngest/function.invoked";

    /** A time of a schedule has come. */
    public static final String SCHEDULED = "inngest/scheduled.timer";

    /**
     * A call of a function by a step of another one.
     *
     * @param run the one that calls
     * @param step its step's hash
     * @param stepName what the step is called
     * @param function whom it calls: the app's name and the function's id, joined by a hyphen
     * @param data what it hands over, an object
     * @param user an object, too
     * @param meta what SDKs say of the event
     * @param expires when the caller stops waiting
     */
    public record Invocation(
            String run,
            String step,
            String stepName,
            String function,
            CanonicalJson data,
            Optional<CanonicalJson> user,
            Optional<String> version,
            Optional<CanonicalJson> meta,
            Instant expires) {

        /** What the caller knows the call by. */
        public String correlation() {
            return run + "." + step;
        }
    }

    /** A run that ends has a function started. */
    public static final String DEFERRED = "inngest/deferred.schedule";

    /** An app has begun a run by itself, as a request came to it. */
    public static final String REQUESTED = "inngest/http.request";

    private SystemEvents() {}

    /**
     * The events that tell the end of a run. A run that was itself started by the end of another
     * one tells nothing, or there would be no end of it.
     *
     * @param internalId of the event that every run has; the other one is called as the run is
     */
    public static List<FunctionEvent> ofEnd(
            RunFacts run, RunEnd end, String internalId, Instant at) {
        if (run.isAboutAnEnd()) {
            return List.of();
        }
        CanonicalJson data = data(run, end);
        List<FunctionEvent> events = new ArrayList<>();
        events.add(event(internalId, FINISHED, Optional.empty(), data, at));
        switch (end) {
            case RunEnd.Completed _ -> {}
            case RunEnd.Failed _ ->
                    events.add(event(run.run(), FAILED, Optional.of(run.run()), data, at));
            case RunEnd.Cancelled _ ->
                    events.add(event(run.run(), CANCELLED, Optional.of(run.run()), data, at));
        }
        return List.copyOf(events);
    }

    /** The event that a called function is started by. */
    public static FunctionEvent ofInvocation(Invocation call, String internalId, Instant at) {
        Map<String, CanonicalJson> data = new TreeMap<>();
        call.data()
                .parsed()
                .members()
                .forEach((name, each) -> data.put(name, CanonicalJson.of(each)));
        data.put(
                "_inngest",
                CanonicalJson.object(
                        Map.of(
                                "correlation_id", CanonicalJson.of(call.correlation()),
                                "expire", CanonicalJson.of(call.expires().toEpochMilli()),
                                "fn_id", CanonicalJson.of(call.function()),
                                "name", CanonicalJson.of(call.stepName()))));
        return new FunctionEvent(
                internalId,
                INVOKED,
                Optional.empty(),
                CanonicalJson.object(data),
                call.user(),
                at,
                call.version(),
                EventSessions.lenient(call.meta()));
    }

    /**
     * The event that starts a function which a run wanted to be started at its end.
     *
     * @param function the app's name and the function's id, joined by a hyphen
     * @param step id of the step that said so
     */
    public static FunctionEvent ofDeferral(
            RunFacts run,
            String function,
            String step,
            CanonicalJson input,
            Optional<CanonicalJson> meta,
            String internalId,
            Instant at) {
        Map<String, CanonicalJson> data = new TreeMap<>();
        input.parsed().members().forEach((name, each) -> data.put(name, CanonicalJson.of(each)));
        data.put(
                "_inngest",
                CanonicalJson.object(
                        Map.of(
                                "fn_slug", CanonicalJson.of(function),
                                "hashed_defer_id", CanonicalJson.of(step),
                                "parent_fn_slug", CanonicalJson.of(run.function()),
                                "parent_run_id", CanonicalJson.of(run.run()))));
        return new FunctionEvent(
                internalId,
                DEFERRED,
                Optional.empty(),
                CanonicalJson.object(data),
                Optional.empty(),
                at,
                Optional.empty(),
                EventSessions.lenient(meta));
    }

    /**
     * The event that a scheduled function is started by. All servers that make it for one time give
     * it the same id.
     *
     * @param scheduled the time of the schedule
     * @param fires the same with what was added, so that not all start at once
     */
    public static FunctionEvent ofSchedule(
            String cron, Instant scheduled, Instant fires, String internalId) {
        String time = scheduled.truncatedTo(ChronoUnit.SECONDS).toString();
        CanonicalJson data =
                CanonicalJson.object(
                        Map.of(
                                "cron", CanonicalJson.of(cron),
                                "fireAt",
                                        CanonicalJson.of(
                                                fires.truncatedTo(ChronoUnit.SECONDS).toString()),
                                "scheduledAt", CanonicalJson.of(time)));
        return event(internalId, SCHEDULED, Optional.of(time), data, fires);
    }

    private static CanonicalJson data(RunFacts run, RunEnd end) {
        Map<String, CanonicalJson> data = new TreeMap<>();
        data.put("_inngest", CanonicalJson.object(Map.of("status", CanonicalJson.of(end.word()))));
        data.put("event", run.events().getFirst().asSent());
        data.put(
                "events",
                CanonicalJson.array(run.events().stream().map(FunctionEvent::asListed).toList()));
        data.put("function_id", CanonicalJson.of(run.function()));
        data.put("run_id", CanonicalJson.of(run.run()));
        run.correlation().ifPresent(each -> data.put("correlation_id", CanonicalJson.of(each)));
        switch (end) {
            case RunEnd.Completed(CanonicalJson result) -> data.put("result", result);
            case RunEnd.Failed(CanonicalJson result, CanonicalJson error, String _) -> {
                data.put("result", result);
                data.put("error", error);
            }
            case RunEnd.Cancelled _ -> {}
        }
        return CanonicalJson.object(data);
    }

    private static FunctionEvent event(
            String internalId, String name, Optional<String> id, CanonicalJson data, Instant at) {
        return new FunctionEvent(
                internalId,
                name,
                id,
                data,
                Optional.empty(),
                at,
                Optional.empty(),
                Optional.empty());
    }
}
