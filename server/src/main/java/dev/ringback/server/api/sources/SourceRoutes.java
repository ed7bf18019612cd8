package dev.ringback.server.api.sources;

import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.sources.NewSecrets;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** The routes under {@code /api/v1/sources} that make, show, change and remove sources. */
record SourceRoutes(
        Surface surface,
        SourceWrites writes,
        SourceFields reader,
        Clock clock,
        Ids ids,
        RandomGenerator random) {

    static final String PATH = "/api/v1/sources";
    static final String ONE = PATH + "/{id}";

    List<Route> routes() {
        return List.of(
                surface.store(PATH, Scope.WRITE, ApiLimits.BODY, this::create),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(ONE, Scope.READ, this::show),
                surface.change("PATCH", ONE, Scope.WRITE, this::change),
                surface.change("DELETE", ONE, Scope.WRITE, this::delete),
                surface.change("POST", ONE + "/enable", Scope.WRITE, switched(true)),
                surface.change("POST", ONE + "/disable", Scope.WRITE, switched(false)));
    }

    private Decision create(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    Instant now = clock.now();
                    var blank =
                            new Source(
                                    Source.id(ids.next()),
                                    caller.project(),
                                    0,
                                    "",
                                    TrustFields.NOBODY,
                                    SourceIntake.USUAL,
                                    List.of(NewSecrets.token(random, now)),
                                    true,
                                    now,
                                    now);
                    Source made = reader.read(fields, blank, now);
                    return () -> made(request, made);
                });
    }

    private Decision made(HttpRequest request, Source made) {
        return writes.tooMany(made).orElseGet(() -> writes.saveAndShowToken(request, 201, made));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        String base = writes.senders().base(request);
        return Page.answer(
                request,
                writes.sources().list(caller.project()),
                live -> live.source().id(),
                live -> writes.view(live, base));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return writes.seen(request, caller, live -> writes.shown(request, live));
    }

    private Decision change(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    Source next = reader.read(fields, live.source(), clock.now());
                    return () -> writes.save(request, 200, next);
                });
    }

    private Decision delete(HttpRequest request, Caller caller) {
        return writes.decide(request, caller, live -> writes.remove(live.source()));
    }

    private Surface.Deciding switched(boolean on) {
        return (request, caller) ->
                writes.decide(
                        request,
                        caller,
                        (_, live) ->
                                () -> {
                                    Source next = live.source().enabled(on, clock.now());
                                    return writes.save(request, 200, next);
                                });
    }
}
