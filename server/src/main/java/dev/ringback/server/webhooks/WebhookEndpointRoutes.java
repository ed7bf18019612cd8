package dev.ringback.server.webhooks;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.endpoints.EndpointEdits;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.OpenAiList;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * OpenAI's own API for webhooks, over the endpoints of a project whose format is {@code openai}:
 * its official clients make, list, change, rotate, try and delete them.
 */
record WebhookEndpointRoutes(
        Ground ground,
        Guard guard,
        Endpoints endpoints,
        EndpointEdits edits,
        SampleDeliveries samples) {

    private static final String PATH = "/v1/webhook_endpoints";
    private static final String TYPES = "/v1/webhook_event_types";
    private static final int LONGEST = 256 * 1024;
    private static final int USUAL_LIMIT = 20;
    private static final int MOST_LIMIT = 100;
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final String KEEP = "keep_old_secret_active_for_24_hours";

    private static final Comparator<Endpoint> NEWEST_FIRST =
            Comparator.comparing(Endpoint::createdAt).thenComparing(Endpoint::id).reversed();

    List<Route> routes() {
        return List.of(
                posted(guard.storing(), PATH, this::create),
                seen(PATH, List.of("limit", "after"), this::list),
                seen(
                        PATH + "/{id}",
                        List.of(),
                        (request, caller) -> found(request, caller, this::shown)),
                posted(
                        guard,
                        PATH + "/{id}",
                        (request, caller) -> found(request, caller, each -> change(request, each))),
                bare(
                        new Route(
                                "DELETE",
                                PATH + "/{id}",
                                0,
                                guard.require(
                                        Scope.WRITE,
                                        OpenAiError.WORDS,
                                        (request, caller) ->
                                                found(request, caller, this::delete)))),
                posted(
                        guard,
                        PATH + "/{id}/rotate_secret",
                        (request, caller) -> found(request, caller, each -> rotate(request, each))),
                posted(
                        guard,
                        PATH + "/{id}/test",
                        (request, caller) ->
                                found(
                                        request,
                                        caller,
                                        each -> samples.answer(request.body(), each, caller))),
                seen(TYPES, List.of(), (_, _) -> types()));
    }

    private static Route posted(Guard by, String path, Guard.Guarded handler) {
        return bare(
                new Route(
                        "POST",
                        path,
                        LONGEST,
                        by.require(Scope.WRITE, OpenAiError.WORDS, handler)));
    }

    private Route seen(String path, List<String> query, Guard.Guarded handler) {
        return new Route("GET", path, 0, guard.require(Scope.READ, OpenAiError.WORDS, handler))
                .knowing(query, OpenAiError.UNKNOWN_PARAMETER);
    }

    private static Route bare(Route route) {
        return route.knowing(List.of(), OpenAiError.UNKNOWN_PARAMETER);
    }

    private static HttpResponse types() {
        return HttpResponse.of(
                200, new JsonObject().put("object", "list").put("data", SampleDeliveries.TYPES));
    }

    private HttpResponse create(HttpRequest request, Caller caller) {
        return WebhookEndpointWords.fields(
                        request.body(),
                        WebhookEndpointWords.FIELDS,
                        List.of("name", "url", "event_types"))
                .answer(given -> {
                    Secret secret = edits.secret(given);
                    return checked(given, edits.made(given, caller.project(), secret, now()))
                            .answer(made ->
                                    full(caller.project())
                                            .orElseGet(() -> saved(made, Optional.of(secret))));
                });
    }

    private Optional<HttpResponse> full(ProjectId project) {
        return !edits.isFull(project)
                ? Optional.empty()
                : Optional.of(
                        OpenAiError.of(
                                        409,
                                        "too_many_webhook_endpoints",
                                        "the project has as many endpoints as it may have")
                                .response());
    }

    private HttpResponse change(HttpRequest request, Endpoint endpoint) {
        return WebhookEndpointWords.fields(request.body(), WebhookEndpointWords.FIELDS, List.of())
                .answer(given ->
                        checked(given, edits.changed(given, endpoint, now()))
                                .answer(next -> saved(next, Optional.empty())));
    }

    private HttpResponse delete(Endpoint endpoint) {
        Optional<OpenAiError> error =
                OpenAiError.unless(ground.engine().commit(edits.removed(endpoint)));
        if (error.isPresent()) {
            return error.get().response();
        }
        edits.gone(endpoint);
        return HttpResponse.of(
                200,
                new JsonObject()
                        .put("id", endpoint.id())
                        .put("object", "webhook_endpoint.deleted")
                        .put("deleted", true));
    }

    private HttpResponse rotate(HttpRequest request, Endpoint endpoint) {
        return WebhookEndpointWords.fields(request.body(), Set.of(KEEP), List.of())
                .answer(given -> {
                    boolean keep = given.bool(KEEP).orElse(false);
                    Optional<OpenAiError> wrong = WebhookEndpointWords.problem(given);
                    if (wrong.isPresent()) {
                        return wrong.get().response();
                    }
                    Secret secret = edits.secret(given);
                    Duration overlap = keep ? OVERLAP : Duration.ZERO;
                    return saved(
                            edits.rotated(endpoint, secret, overlap, now()), Optional.of(secret));
                });
    }

    private HttpResponse saved(Endpoint next, Optional<Secret> secret) {
        return OpenAiError.unless(ground.engine().commit(edits.saved(next)))
                .<HttpResponse>map(OpenAiError::response)
                .orElseGet(() ->
                        HttpResponse.of(
                                200,
                                WebhookEndpointWords.view(next)
                                        .putIfPresent(
                                                "signing_secret", secret.map(Secret::reveal))));
    }

    private HttpResponse shown(Endpoint endpoint) {
        return HttpResponse.of(200, WebhookEndpointWords.view(endpoint));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        String limit = request.query("limit").orElse(Integer.toString(USUAL_LIMIT));
        if (!limit.matches("[1-9][0-9]?|100")) {
            return OpenAiError.field(
                            "limit", "limit must be a whole number from 1 to " + MOST_LIMIT)
                    .response();
        }
        List<Endpoint> all =
                endpoints.list(caller.project()).stream()
                        .filter(WebhookEndpointRoutes::isOpenAis)
                        .sorted(NEWEST_FIRST)
                        .toList();
        Optional<String> after = request.query("after").filter(text -> !text.isEmpty());
        List<String> ids = all.stream().map(Endpoint::id).toList();
        if (after.isPresent() && !ids.contains(after.get())) {
            return OpenAiError.field("after", "after must be the id of a webhook endpoint")
                    .response();
        }
        int from = after.map(id -> ids.indexOf(id) + 1).orElse(0);
        int to = Math.min(all.size(), from + Integer.parseInt(limit));
        List<JsonObject> page =
                all.subList(from, to).stream().map(WebhookEndpointWords::view).toList();
        return HttpResponse.of(200, OpenAiList.page(page, to < all.size()));
    }

    private HttpResponse found(
            HttpRequest request, Caller caller, Function<Endpoint, HttpResponse> then) {
        String id = request.parameter("id");
        return endpoints
                .find(caller.project(), id)
                .filter(WebhookEndpointRoutes::isOpenAis)
                .map(then)
                .orElseGet(() ->
                        OpenAiError.of(
                                        404,
                                        "webhook_endpoint_not_found",
                                        "no webhook endpoint has the id '%s'".formatted(id))
                                .response());
    }

    private static boolean isOpenAis(Endpoint endpoint) {
        return endpoint.format() == Format.OPENAI;
    }

    private static Asked<Endpoint> checked(JsonFields given, Endpoint next) {
        return Asked.unless(
                WebhookEndpointWords.problem(given).or(() -> WebhookEndpointWords.unserved(next)),
                () -> next);
    }

    private Instant now() {
        return ground.time().now();
    }
}
