package dev.ringback.server.api.endpoints;

import static dev.ringback.server.api.surface.RequestBodies.word;

import dev.ringback.net.json.JsonFields;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.Http;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.endpoints.Destination.RabbitExchange;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.endpoints.Destination.SqsQueue;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads where an endpoint is and what it is there.
 *
 * @param urls the rule for URLs of whatever scheme
 */
public record DestinationFields(Function<String, UrlCheck> urls) {

    /** RabbitMQ's names have 255 bytes at most. */
    private static final int RABBIT_NAME = 120;

    private static final Set<String> KINDS =
            Set.of(
                    Http.WORD,
                    RedisStream.WORD,
                    RabbitExchange.WORD,
                    SqsQueue.WORD,
                    KafkaTopic.WORD);
    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,4}");
    private static final Pattern QUEUE = Pattern.compile("(/[A-Za-z0-9_-]+)+(\\.fifo)?");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");
    private static final Pattern VIRTUAL_HOST = Pattern.compile("/?|/[^/]+");

    /** What it is; an endpoint stays what it was made as. */
    Destination read(JsonFields fields, Endpoint base) {
        Optional<String> asked =
                word(
                        fields,
                        "kind",
                        "http, redis, rabbitmq, sqs or kafka",
                        word -> Optional.of(word).filter(KINDS::contains));
        String kind = base.revision() == 0 ? asked.orElse(Http.WORD) : base.destination().word();
        if (asked.isPresent() && !asked.get().equals(kind)) {
            fields.problem("kind", "cannot be changed: the endpoint is made as " + kind);
        }
        return read(kind, fields, base.destination());
    }

    /** What is there, of a kind that is known. */
    public Destination read(String kind, JsonFields fields, Destination base) {
        return switch (kind) {
            case RedisStream.WORD -> stream(fields, base);
            case RabbitExchange.WORD -> exchange(fields, base);
            case SqsQueue.WORD -> queue(fields, base);
            case KafkaTopic.WORD -> new KafkaFields(fields, urls).topic(base);
            default -> new Http();
        };
    }

    private static RedisStream stream(JsonFields fields, Destination base) {
        String kept = base instanceof RedisStream known ? known.stream() : "";
        String stream =
                kept.isEmpty() || fields.has("stream")
                        ? fields.requiredText("stream", ApiLimits.NAME)
                        : kept;
        return new RedisStream(stream, CredentialFields.PASSWORD.read(fields, base));
    }

    /** Of a queue alone the exchange is the one without a name. */
    private static RabbitExchange exchange(JsonFields fields, Destination base) {
        var kept =
                base instanceof RabbitExchange known
                        ? known
                        : new RabbitExchange("", "", Optional.empty());
        Optional<Secret> credentials = CredentialFields.NAMED.read(fields, base);
        Optional<String> queue = fields.text("queue", RABBIT_NAME);
        Optional<String> exchange = fields.text("exchange", RABBIT_NAME);
        Optional<String> key = fields.text("routing_key", RABBIT_NAME);
        if (queue.isPresent()) {
            if (exchange.isPresent() || key.isPresent()) {
                fields.problem("queue", "stands alone: an exchange finds its queues by itself");
            }
            return new RabbitExchange("", notBlank(fields, "queue", queue.get()), credentials);
        }
        boolean toQueue = kept.exchange().isEmpty();
        if (exchange.isPresent()) {
            return new RabbitExchange(
                    notBlank(fields, "exchange", exchange.get()),
                    key.orElse(toQueue ? "" : kept.routingKey()),
                    credentials);
        }
        if (kept.routingKey().isEmpty() && toQueue) {
            fields.problem("exchange", "must be given, or queue in its place");
        } else if (key.isPresent() && toQueue) {
            fields.problem("routing_key", "goes with an exchange");
        }
        return new RabbitExchange(kept.exchange(), key.orElse(kept.routingKey()), credentials);
    }

    private static String notBlank(JsonFields fields, String name, String given) {
        if (given.isBlank()) {
            fields.problem(name, "must not be blank");
        }
        return given;
    }

    private static SqsQueue queue(JsonFields fields, Destination base) {
        String kept = base instanceof SqsQueue known ? known.region() : "";
        String region =
                kept.isEmpty() || fields.has("region")
                        ? fields.requiredText("region", ApiLimits.NAME)
                        : kept;
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            fields.problem("region", "has small letters, digits and hyphens alone");
        }
        return new SqsQueue(region, CredentialFields.KEY.read(fields, base));
    }

    /** Its URL, of a scheme that goes with what it is. */
    public URI url(JsonFields fields, URI kept, Destination destination) {
        if (destination instanceof KafkaTopic topic) {
            return new KafkaFields(fields, urls).url(kept, topic);
        }
        boolean needed = kept.equals(EndpointDefaults.NOWHERE) || fields.isNull("url");
        if (!needed && !fields.has("url")) {
            return kept;
        }
        String text = fields.requiredText("url", Integer.MAX_VALUE);
        if (text.isEmpty()) {
            return kept;
        }
        return switch (urls.apply(text)) {
            case UrlCheck.Valid(URI url) -> {
                problemWith(url, destination).ifPresent(problem -> fields.problem("url", problem));
                yield url;
            }
            case UrlCheck.Invalid(String reason) -> {
                fields.problem("url", reason);
                yield kept;
            }
        };
    }

    private static Optional<String> problemWith(URI url, Destination destination) {
        return switch (destination) {
            case KafkaTopic _ -> Optional.empty();
            case Http _ ->
                    unless(
                            Set.of("https", "http").contains(url.getScheme()),
                            "the scheme is neither https nor http");
            case RedisStream _ ->
                    unless(url.getScheme().startsWith("redis"), "the scheme is no rediss or redis")
                            .or(() ->
                                    unless(
                                            hasPath(url, DATABASE),
                                            "has no number of a database"
                                                    + " behind the port, but something else"));
            case RabbitExchange _ ->
                    unless(url.getScheme().startsWith("amqp"), "the scheme is no amqps or amqp")
                            .or(() ->
                                    unless(
                                            hasPath(url, VIRTUAL_HOST),
                                            "has no virtual host"
                                                    + " behind the port, but something else"));
            case SqsQueue _ ->
                    unless(
                                    Set.of("https", "http").contains(url.getScheme()),
                                    "the scheme is neither https nor http")
                            .or(() ->
                                    unless(
                                            hasPath(url, QUEUE),
                                            "does not end with the name of a queue"));
        };
    }

    private static boolean hasPath(URI url, Pattern path) {
        return url.getRawQuery() == null && path.matcher(url.getRawPath()).matches();
    }

    private static Optional<String> unless(boolean fine, String problem) {
        return fine ? Optional.empty() : Optional.of(problem);
    }
}
