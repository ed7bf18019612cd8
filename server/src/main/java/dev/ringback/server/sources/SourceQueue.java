package dev.ringback.server.sources;

import dev.ringback.server.endpoints.Destination;
import java.net.URI;
import java.util.Set;

/**
 * A queue that a source reads, in place of a URL that somebody sends to.
 *
 * @param url of its server
 * @param place what it is there
 * @param group under which the queue remembers what was taken, where it has such
 */
public record SourceQueue(URI url, Destination place, String group) {

    /** The words that stand in place of a provider. */
    public static final Set<String> PROVIDERS =
            Set.of(
                    Destination.RedisStream.WORD,
                    Destination.RabbitExchange.WORD,
                    Destination.SqsQueue.WORD,
                    Destination.KafkaTopic.WORD);

    /** The group unless its owner says otherwise. */
    public static final String GROUP = "ringback";

    /**
     * How messages are read unless its owner says otherwise: nothing is verified, for only those
     * write into a queue who may; what they say of themselves stands where Ringback, CloudEvents or
     * the queue itself puts it.
     */
    static final String SCHEME =
            """
            {"family": "none",
             "event_type": ["header:ce_type", "header:Message-Type", "json:/type"],
             "idempotency_key": ["header:webhook-id", "header:ce_id", "header:Message-Id"],
             "subject": ["header:ce_subject", "header:Message-Key", "json:/subject"],
             "occurred_at": {"from": ["header:ce_time", "json:/timestamp"], "unit": "rfc3339"}}
            """;
}
