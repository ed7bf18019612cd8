package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Records;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The routes that do something with an endpoint: try it, switch it, rotate its secret. */
record EndpointActions(
        Surface surface,
        Endpoints endpoints,
        EndpointWrites writes,
        EndpointFields reader,
        Publisher publisher,
        Clock time,
        Ids ids) {

    private static final String PATH = EndpointRoutes.PATH + "/{id}";
    private static final String TEST_TYPE = "webhook.test";
    private static final int TEXT = 500;

    List<Route> routes() {
        return List.of(
                action("test", this::test),
                action("rotate-secret", this::rotate),
                action("enable", (_, each) -> () -> switched(each.enabled(time.now()))),
                action("pause", (_, each) -> () -> switched(each.paused(time.now()))),
                action("disable", this::disable));
    }

    private interface Action extends BiFunction<JsonFields, Endpoint, Supplier<Decision>> {}

    private Route action(String name, Action action) {
        return surface.change(
                "POST",
                PATH + "/" + name,
                Scope.WRITE,
                (request, caller) ->
                        endpoints
                                .find(caller.project(), request.parameter("id"))
                                .map(endpoint ->
                                        RequestBodies.decide(
                                                request, fields -> action.apply(fields, endpoint)))
                                .orElseGet(
                                        () -> new Decision.Answer(Problems.notFound("endpoint"))));
    }

    private record Tested(String event, String delivery) {}

    private record TestData(String message) {}

    private Supplier<Decision> test(JsonFields fields, Endpoint endpoint) {
        String message = fields.text("message", TEXT).orElse("This is a test.");
        return () -> tested(message, endpoint);
    }

    private Decision tested(String message, Endpoint endpoint) {
        long sequence = ids.next();
        Instant now = time.now();
        var event =
                new Event(
                        sequence,
                        endpoint.project(),
                        EventId.of(sequence),
                        TEST_TYPE,
                        "",
                        now,
                        now,
                        Event.JSON,
                        Records.write(new TestData(message)));
        Change change = publisher.address(event, endpoint.lane());
        Call delivery = change.calls().getFirst();
        var answer = new Tested(event.id().value(), delivery.id().toString());
        return Decision.write(change, HttpResponse.of(202, answer));
    }

    private Supplier<Decision> rotate(JsonFields fields, Endpoint endpoint) {
        Secret secret = reader.secret(fields);
        Duration overlap =
                fields.integer("overlap_seconds", 0, ApiLimits.OVERLAP.toSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(ApiLimits.DEFAULT_OVERLAP);
        return () -> rotated(endpoint, secret, overlap);
    }

    private Decision rotated(Endpoint endpoint, Secret secret, Duration overlap) {
        Instant now = time.now();
        List<RotatingSecret> secrets = rotated(endpoint.secrets(), secret, overlap, now);
        Endpoint next = endpoint.rekeyed(secrets, now);
        return writes.save(next, HttpResponse.of(200, EndpointView.WithSecret.of(next, secret)));
    }

    /** The new secret first, then those that still sign, the newest first. */
    static List<RotatingSecret> rotated(
            List<RotatingSecret> before, Secret secret, Duration overlap, Instant now) {
        List<RotatingSecret> after = new ArrayList<>();
        after.add(new RotatingSecret(secret, Optional.empty()));
        Instant end = now.plus(overlap);
        for (RotatingSecret each : before) {
            Instant expiry = each.expiresAt().filter(at -> at.isBefore(end)).orElse(end);
            boolean signs = expiry.isAfter(now) && !each.secret().equals(secret);
            if (signs && after.size() < ApiLimits.SECRETS) {
                after.add(new RotatingSecret(each.secret(), Optional.of(expiry)));
            }
        }
        return List.copyOf(after);
    }

    private Supplier<Decision> disable(JsonFields fields, Endpoint endpoint) {
        String reason = fields.text("reason", TEXT).orElse("disabled by its owner");
        return () -> switched(endpoint.disabled(reason, time.now()));
    }

    private Decision switched(Endpoint next) {
        return writes.save(next, HttpResponse.of(200, EndpointView.of(next)));
    }
}
