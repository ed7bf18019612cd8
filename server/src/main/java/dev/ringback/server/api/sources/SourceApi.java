package dev.ringback.server.api.sources;

import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.api.endpoints.DestinationFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.receiving.Receiving;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything about sources and providers; Inngest's routes for webhooks are among it.
 *
 * @param urls the rule for URLs of queues
 */
public record SourceApi(Surface surface, Receiving receiving, Function<String, UrlCheck> urls) {

    /** Its routes. */
    public List<Route> routes(Ground ground) {
        var writes =
                new SourceWrites(
                        receiving.sources(),
                        receiving.codec(),
                        receiving.senders(),
                        receiving.consumers(),
                        ground.time());
        var transforms = new TransformFields(receiving.transforms());
        var reader =
                new SourceFields(
                        ground.random(),
                        transforms,
                        receiving.schemas(),
                        new QueueFields(new DestinationFields(urls)));
        var plain =
                new SourceRoutes(
                        surface, writes, reader, ground.time(), ground.ids(), ground.random());
        var secrets = new SecretRoutes(surface, writes, ground.time(), ground.random());
        var rejected =
                new RejectedRoutes(
                        surface, writes, receiving.rejections(), receiving.reconsidering());
        var trials = new TrialRoutes(surface, writes, receiving.trials());
        var scripts =
                new TransformRoutes(
                        surface,
                        writes,
                        transforms,
                        receiving.rehearsals(),
                        ground.store(),
                        ground.time());
        var inngest =
                new InngestWebhookRoutes(
                        surface, writes, transforms, ground.time(), ground.ids(), ground.random());
        return Stream.of(
                        plain.routes(),
                        secrets.routes(),
                        rejected.routes(),
                        trials.routes(),
                        scripts.routes(),
                        inngest.routes(),
                        new ProviderRoutes(surface).routes())
                .flatMap(List::stream)
                .toList();
    }
}
