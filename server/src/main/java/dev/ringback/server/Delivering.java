package dev.ringback.server;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.bridges.Bridges;
import dev.ringback.server.config.Settings;
import dev.ringback.server.delivery.DeliveryKind;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.events.FanOut;
import dev.ringback.server.events.JoinedRecipients;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.NamedEndpoints;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.operations.ModelJobs;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Who gets an event, and how it gets there: endpoints, webhooks that jobs name, filters. */
final class Delivering implements Feature {

    private final Foundation foundation;
    private final Ground ground;
    private final EndpointCodec codec;
    private final Endpoints endpoints;
    private final JoinedRecipients recipients;
    private final Filters filters;
    private final Router router;
    private final NamedWebhooks webhooks;
    private final FanOut fanOut;
    private final Bridges bridges;

    /** Reads the endpoints that are on disk. */
    Delivering(Foundation foundation, Ground ground, Settings settings, Metrics metrics) {
        this.foundation = foundation;
        this.ground = ground;
        bridges = new Bridges(foundation.guarded());
        codec = new EndpointCodec(foundation.vault());
        endpoints = new Endpoints(codec);
        endpoints.load(ground.store().documents(Endpoint.KIND));
        filters = new Filters(settings.filters(), metrics::asked);
        metrics.filters(filters::waiting);
        metrics.endpoints(lane -> endpoints.find(lane).map(Endpoint::project));
        recipients = new JoinedRecipients(endpoints);
        router = new Router(recipients, ground.ids(), filters);
        webhooks =
                new NamedWebhooks(
                        new UrlRule(foundation.guard(), settings.allowHttp()),
                        new DirectWebhooks(ground.store(), foundation.vault()),
                        router);
        fanOut =
                new FanOut(ground.store(), ground.engine(), router, ground.time(), ground.budget());
    }

    @Override
    public List<Kind> kinds() {
        return List.of(
                new DeliveryKind(
                        new DeliveryKind.Registry(endpoints, codec, webhooks.direct(), router),
                        bridges,
                        foundation.ids(),
                        ground.time(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        Version.TEXT));
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(endpoints, DirectWebhook::policy);
    }

    @Override
    public List<Follower> followers() {
        return List.of(endpoints, fanOut);
    }

    @Override
    public void start() {
        fanOut.start();
    }

    @Override
    public void close() {
        fanOut.close();
    }

    /** Ends what calls needed to their end. */
    void end() {
        filters.close();
        bridges.close();
    }

    /** Says who gets an event. */
    Publisher publisher() {
        return router;
    }

    /** Lets those of another room get events, too. */
    void join(Recipients others) {
        recipients.join(others);
    }

    /** Whether a project has so much that is still being fanned out that no more may come. */
    boolean isCrowded(ProjectId project) {
        return fanOut.isCrowded(project);
    }

    /** Asks filters. */
    Filters filters() {
        return filters;
    }

    NamedWebhooks webhooks() {
        return webhooks;
    }

    /** Makes the events of jobs. */
    Announcements announcements() {
        return new Announcements(endpoints::find, router, foundation.ids());
    }

    /** Finds the endpoints that requests for jobs name. */
    NamedEndpoints named() {
        return endpoints::find;
    }

    /** As the native API sees it, with the jobs that it shows. */
    NativeApi.Routing routing(ModelJobs jobs) {
        return new NativeApi.Routing(
                endpoints,
                codec,
                router,
                fanOut::isCrowded,
                filters,
                webhooks.urls()::checkAny,
                foundation.vault(),
                jobs);
    }
}
