package dev.ringback.server.api.sources;

import static dev.ringback.server.api.surface.RequestBodies.given;

import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Spread;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.NewSecrets;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.sources.TransformVersion;
import dev.ringback.server.transforms.TransformScript;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Inngest's routes for webhooks: each is a source that verifies nothing, as Inngest's do, with a
 * transform. An answer stands at the top, as Inngest describes it, and under {@code data}, where
 * its other answers have theirs.
 */
record InngestWebhookRoutes(
        Surface surface,
        SourceWrites writes,
        TransformFields transforms,
        Clock clock,
        Ids ids,
        RandomGenerator random) {

    private static final String PATH = "/v1/webhooks";
    private static final String SCHEME = "{\"family\":\"none\"}";

    /** What Inngest makes of a request when nothing is said. */
    private static final TransformScript USUAL =
            new TransformScript(
                    """
                    function transform(evt, headers = {}, queryParams = {}, raw = "") {
                      return { name: "webhook/request.received", data: evt };
                    }
                    """);

    List<Route> routes() {
        return List.of(
                surface.store(PATH, Scope.WRITE, ApiLimits.BODY, this::create),
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/{id}", Scope.READ, this::show),
                surface.change("PUT", PATH + "/{id}", Scope.WRITE, this::replace),
                surface.change("DELETE", PATH + "/{id}", Scope.WRITE, this::delete));
    }

    private record Webhook(String id, String name, String url, Optional<String> transform) {

        static Webhook of(LiveSource live, String base) {
            Source source = live.source();
            return new Webhook(
                    source.id(),
                    source.name(),
                    live.url(base),
                    source.intake().transform().map(each -> each.script().text()));
        }
    }

    private record One(@Spread Webhook webhook, Webhook data) {

        static One of(LiveSource live, String base) {
            Webhook webhook = Webhook.of(live, base);
            return new One(webhook, webhook);
        }
    }

    private record All(List<Webhook> data) {}

    private Decision create(HttpRequest request, Caller caller) {
        return RequestBodies.decide(
                request,
                fields -> {
                    Instant now = clock.now();
                    String name = fields.requiredText("name", ApiLimits.NAME);
                    TransformVersion transform =
                            transforms
                                    .read(fields, SourceIntake.USUAL, caller.project(), now)
                                    .orElseGet(() -> new TransformVersion(1, USUAL, now));
                    Source made = made(caller, name, transform, now);
                    return () -> writes.tooMany(made).orElseGet(() -> save(request, 201, made));
                });
    }

    private Source made(Caller caller, String name, TransformVersion transform, Instant now) {
        return new Source(
                Source.id(ids.next()),
                caller.project(),
                1,
                name,
                new SourceTrust(
                        SourceTrust.CUSTOM,
                        Optional.of(SCHEME),
                        SourceTrust.NO_CONTEXT,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                SourceIntake.USUAL.with(transform),
                List.of(NewSecrets.token(random, now)),
                true,
                now,
                now);
    }

    private Decision replace(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    Source next = changed(fields, live.source());
                    return () -> save(request, 200, next);
                });
    }

    private Source changed(JsonFields fields, Source base) {
        Instant now = clock.now();
        Optional<String> name = fields.text("name", ApiLimits.NAME);
        Optional<TransformVersion> transform =
                transforms.read(fields, base.intake(), base.project(), now);
        return new Source(
                base.id(),
                base.project(),
                base.revision() + 1,
                given(fields, "name", name, base.name(), ""),
                base.trust(),
                transform.map(base.intake()::with).orElse(base.intake()),
                base.tokens(),
                base.enabled(),
                base.createdAt(),
                now,
                base.queue(),
                base.upstream());
    }

    private Decision save(HttpRequest request, int status, Source next) {
        return writes.save(request, status, next, One::of);
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        String base = writes.senders().base(request);
        List<Webhook> webhooks =
                writes.sources().list(caller.project()).stream()
                        .filter(live -> live.source().queue().isEmpty())
                        .map(live -> Webhook.of(live, base))
                        .toList();
        return HttpResponse.of(200, new All(webhooks));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return writes.seen(
                request,
                caller,
                live -> HttpResponse.of(200, One.of(live, writes.senders().base(request))));
    }

    private Decision delete(HttpRequest request, Caller caller) {
        return writes.decide(request, caller, live -> writes.remove(live.source()));
    }
}
