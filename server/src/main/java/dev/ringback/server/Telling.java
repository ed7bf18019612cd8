package dev.ringback.server;

import dev.ringback.kernel.LanePolicies;
import dev.ringback.server.api.UrlPolicy;
import dev.ringback.server.config.Settings;
import dev.ringback.server.delivery.DeliveryKind;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.wire.UrlCheck;
import dev.ringback.server.wire.UrlRule;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The half that tells: who gets an event, and how it gets there.
 *
 * @param endpoints the registry, which follows what is on disk
 * @param codec writes endpoints down
 * @param filters asks whether an endpoint wants an event
 * @param direct the webhooks that jobs name
 * @param router works out who gets an event
 * @param urls which may be told
 */
record Telling(
        Endpoints endpoints,
        EndpointCodec codec,
        Filters filters,
        DirectWebhooks direct,
        Router router,
        UrlRule urls) {

    static Telling on(Foundation ground, Settings settings, Metrics metrics) {
        var codec = new EndpointCodec(ground.vault());
        var endpoints = new Endpoints(codec);
        endpoints.load(ground.store().documents(Endpoint.KIND));
        var filters = new Filters(settings.filters(), metrics::asked);
        metrics.filters(filters::waiting);
        return new Telling(
                endpoints,
                codec,
                filters,
                new DirectWebhooks(ground.store(), ground.vault()),
                new Router(endpoints, ground.ids(), filters),
                new UrlRule(ground.guard(), settings.allowHttp()));
    }

    DeliveryKind kind(Foundation ground) {
        return new DeliveryKind(
                new DeliveryKind.Registry(endpoints, codec, direct, router),
                ground.guarded(),
                ground.ids(),
                () -> ThreadLocalRandom.current().nextDouble(),
                Version.TEXT);
    }

    LanePolicies policies() {
        return LanePolicies.firstOf(List.of(endpoints, DirectWebhook::policy));
    }

    /** The rule as the API words it. */
    UrlPolicy.Verdict judge(String url) {
        return switch (urls.check(url)) {
            case UrlCheck.Valid(URI valid) -> new UrlPolicy.Verdict.Allowed(valid);
            case UrlCheck.Invalid(String reason) -> new UrlPolicy.Verdict.Refused(reason);
        };
    }
}
