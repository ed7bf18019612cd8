package dev.ringback.server.api.sources;

import static dev.ringback.server.api.surface.RequestBodies.given;

import dev.ringback.net.json.JsonFields;
import dev.ringback.server.api.endpoints.DestinationFields;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.endpoints.Destination.RabbitExchange;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceQueue;
import java.net.URI;
import java.util.Optional;

/** Reads which queue a source reads; the word of its provider says what kind. */
record QueueFields(DestinationFields destinations) {

    private static final URI NOWHERE = URI.create("https://nowhere.invalid");
    private static final SourceQueue NONE =
            new SourceQueue(NOWHERE, new Destination.Http(), SourceQueue.GROUP);

    /** A source stays what it was made as; another address is said with all that is there. */
    Optional<SourceQueue> read(JsonFields fields, Source base, String provider) {
        boolean reads = SourceQueue.PROVIDERS.contains(provider);
        if (base.revision() > 0 && !base.trust().provider().equals(provider)) {
            if (reads || base.queue().isPresent()) {
                fields.problem("provider", "cannot be changed to or from a queue");
            }
            return base.queue();
        }
        if (!reads) {
            if (fields.isGiven("queue")) {
                fields.problem("queue", "goes with the provider of a queue");
            }
            return Optional.empty();
        }
        Optional<JsonFields> own = fields.object("queue");
        if (own.isEmpty() && base.queue().isEmpty()) {
            fields.problem("queue", "is required");
        }
        return own.map(each -> queue(each, provider, base.queue().orElse(NONE))).or(base::queue);
    }

    private SourceQueue queue(JsonFields own, String kind, SourceQueue kept) {
        Destination place = destinations.read(kind, own, kept.place());
        if (place instanceof RabbitExchange exchange && !exchange.exchange().isEmpty()) {
            own.problem("exchange", "cannot be read: name a queue");
        }
        URI url = destinations.url(own, kept.url(), place);
        var queue = new SourceQueue(url, place, group(own, place, kept));
        own.rejectUnknown();
        return queue;
    }

    private static String group(JsonFields own, Destination place, SourceQueue kept) {
        if (!(place instanceof RedisStream || place instanceof KafkaTopic)) {
            return SourceQueue.GROUP;
        }
        Optional<String> group = own.text("group", ApiLimits.NAME);
        if (group.filter(String::isBlank).isPresent()) {
            own.problem("group", "must not be blank");
        }
        return given(own, "group", group, kept.group(), SourceQueue.GROUP);
    }
}
