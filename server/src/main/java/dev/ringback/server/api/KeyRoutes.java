package dev.ringback.server.api;

import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Spread;
import dev.ringback.server.access.ApiKey;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The routes under {@code /api/v1/keys}. */
record KeyRoutes(Surface surface, Keys keys, Clock time) {

    private static final String PATH = "/api/v1/keys";

    List<Route> routes() {
        return List.of(
                surface.change("POST", PATH, Scope.ADMIN, this::create),
                surface.list(PATH, Scope.ADMIN, this::list),
                surface.look(PATH + "/{id}", Scope.ADMIN, this::show),
                surface.change("PATCH", PATH + "/{id}", Scope.ADMIN, this::change),
                surface.change("DELETE", PATH + "/{id}", Scope.ADMIN, this::revoke));
    }

    /** A key as the API shows it. */
    private record View(
            String id,
            String name,
            List<String> scopes,
            Optional<String> hint,
            boolean instance,
            Optional<Integer> rateLimit,
            Instant createdAt,
            Optional<Instant> lastUsedAt,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt) {

        static View of(ApiKey key, Optional<Instant> lastUsed) {
            return new View(
                    key.id(),
                    key.name(),
                    key.scopes().stream().map(Scope::word).sorted().toList(),
                    key.hint(),
                    key.instance(),
                    key.rateLimit().map(RequestRate::perMinute),
                    key.createdAt(),
                    lastUsed,
                    key.expiresAt(),
                    key.revokedAt());
        }
    }

    /** A new key with its text, shown this once. */
    private record WithText(@Spread View view, String key) {
        @Override
        public String toString() {
            return "WithText[%s]".formatted(view.id());
        }
    }

    private Decision create(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    String name = fields.text("name", ApiLimits.NAME).orElse("");
                    List<Scope> scopes = scopes(fields);
                    boolean instance = fields.bool("instance").orElse(false);
                    Optional<RequestRate> limit = rateLimit(fields);
                    Optional<Instant> expiresAt = expiresAt(fields);
                    return () ->
                            issue(caller, name, Set.copyOf(scopes), instance, limit, expiresAt);
                });
    }

    private static Optional<RequestRate> rateLimit(JsonFields fields) {
        return fields.integer("rate_limit", 1, RequestRate.MAX)
                .map(perMinute -> new RequestRate(Math.toIntExact(perMinute)));
    }

    private Optional<Instant> expiresAt(JsonFields fields) {
        Optional<Instant> end = fields.instant("expires_at");
        if (end.filter(each -> !each.isAfter(time.now())).isPresent()) {
            fields.problem("expires_at", "must be later than now");
        }
        return end;
    }

    private static List<Scope> scopes(JsonFields fields) {
        if (!fields.isGiven("scopes")) {
            fields.problem("scopes", "is required");
        }
        return RequestBodies.words(
                        fields,
                        "scopes",
                        Scope.values().length,
                        "admin, write, read or ingest",
                        Scope::parse)
                .orElse(List.of());
    }

    private Decision issue(
            Caller caller,
            String name,
            Set<Scope> scopes,
            boolean instance,
            Optional<RequestRate> limit,
            Optional<Instant> expiresAt) {
        if (instance && !caller.instance()) {
            return new Decision.Answer(
                    Problems.of(
                            403, "not_instance", "only a key of the instance can make another"));
        }
        long good =
                keys.of(caller.project()).stream().filter(key -> key.isGood(time.now())).count();
        if (good >= ApiLimits.KEYS) {
            return new Decision.Answer(
                    Problems.of(409, "too_many", "the project has %d keys".formatted(good)));
        }
        Keys.Issued issued = keys.issue(caller.project(), name, scopes, instance, limit, expiresAt);
        return new Decision.Write(
                issued.change(),
                HttpResponse.of(201, new WithText(view(issued.key()), issued.text())),
                keys::reload);
    }

    private View view(ApiKey key) {
        return View.of(key, keys.lastUsed(key));
    }

    /** Sorts as {@link Keys#of} does. */
    private static String place(ApiKey key) {
        return Page.place(key.createdAt(), key.id());
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return Page.answer(request, keys.of(caller.project()), KeyRoutes::place, this::view);
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return keys.find(caller.project(), request.parameter("id"))
                .map(key -> HttpResponse.of(200, view(key)))
                .orElseGet(() -> Problems.notFound("key"));
    }

    private Decision change(HttpRequest request, Caller caller) {
        Optional<ApiKey> found = keys.find(caller.project(), request.parameter("id"));
        if (found.isEmpty()) {
            return new Decision.Answer(Problems.notFound("key"));
        }
        ApiKey key = found.get();
        if (key.instance() && !caller.instance()) {
            return new Decision.Answer(
                    Problems.of(
                            403, "not_instance", "only a key of the instance can change another"));
        }
        if (key.revokedAt().isPresent()) {
            return new Decision.Answer(Problems.of(409, "revoked", "the key is revoked"));
        }
        return RequestBodies.decide(
                request,
                fields -> {
                    Optional<String> name = fields.text("name", ApiLimits.NAME);
                    Optional<RequestRate> limit =
                            fields.has("rate_limit") ? rateLimit(fields) : key.rateLimit();
                    ApiKey next =
                            key.with(
                                    RequestBodies.given(fields, "name", name, key.name(), ""),
                                    limit);
                    return () ->
                            new Decision.Write(
                                    keys.change(next),
                                    HttpResponse.of(200, view(next)),
                                    keys::reload);
                });
    }

    private static HttpResponse lastOne(ApiKey key) {
        return Problems.of(
                409,
                "last_admin_key",
                key.instance()
                        ? "it is the last admin key of the instance that does not expire; make"
                                + " another one first, or nobody could ever make keys again"
                        : "the last admin key of a project cannot revoke itself; make another one"
                                + " first, or have a key of the instance revoke it");
    }

    private Decision revoke(HttpRequest request, Caller caller) {
        Optional<ApiKey> key = keys.find(caller.project(), request.parameter("id"));
        var answer = HttpResponse.noContent();
        if (key.isEmpty()) {
            return new Decision.Answer(Problems.notFound("key"));
        }
        if (key.get().instance() && !caller.instance()) {
            return new Decision.Answer(
                    Problems.of(
                            403, "not_instance", "only a key of the instance can revoke another"));
        }
        return key.get().revokedAt().isPresent()
                ? new Decision.Done(answer)
                : keys.revoke(key.get(), caller)
                        .<Decision>map(change -> new Decision.Write(change, answer, keys::reload))
                        .orElseGet(() -> new Decision.Answer(lastOne(key.get())));
    }
}
