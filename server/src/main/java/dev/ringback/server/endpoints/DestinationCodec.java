package dev.ringback.server.endpoints;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.endpoints.Destination.RabbitExchange;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.endpoints.Destination.SqsQueue;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import java.util.Optional;
import java.util.function.BiFunction;

/** Writes what is at a URL, under its word, and reads it back; credentials go through the vault. */
public final class DestinationCodec {

    private final Vault vault;

    public DestinationCodec(Vault vault) {
        this.vault = vault;
    }

    /** Where nothing else is written it is a web server. */
    public Optional<JsonObject> written(Destination destination, String place) {
        return switch (destination) {
            case Destination.Http _ -> Optional.empty();
            case RedisStream stream ->
                    Optional.of(login(stream, place).put("stream", stream.stream()));
            case RabbitExchange exchange ->
                    Optional.of(
                            login(exchange, place)
                                    .put("exchange", exchange.exchange())
                                    .put("routing_key", exchange.routingKey()));
            case SqsQueue queue -> Optional.of(login(queue, place).put("region", queue.region()));
            case KafkaTopic topic ->
                    Optional.of(
                            login(topic, place)
                                    .put("servers", topic.servers())
                                    .put("topic", topic.topic())
                                    .put("mechanism", topic.mechanism()));
        };
    }

    private JsonObject login(Destination destination, String place) {
        return new JsonObject()
                .putIfPresent(
                        "credentials", destination.login().map(each -> vault.seal(each, place)));
    }

    /** What fields say it is. */
    public Destination read(StoredRecord fields, String place) {
        if (fields.has(RedisStream.WORD)) {
            return read(
                    fields.object(RedisStream.WORD),
                    place,
                    (own, login) -> new RedisStream(own.text("stream"), login));
        }
        if (fields.has(RabbitExchange.WORD)) {
            return read(
                    fields.object(RabbitExchange.WORD),
                    place,
                    (own, login) ->
                            new RabbitExchange(
                                    own.text("exchange"), own.text("routing_key"), login));
        }
        if (fields.has(SqsQueue.WORD)) {
            return read(
                    fields.object(SqsQueue.WORD),
                    place,
                    (own, login) -> new SqsQueue(own.text("region"), login));
        }
        if (fields.has(KafkaTopic.WORD)) {
            return read(
                    fields.object(KafkaTopic.WORD),
                    place,
                    (own, login) ->
                            new KafkaTopic(
                                    own.list("servers").texts(),
                                    own.text("topic"),
                                    own.text("mechanism"),
                                    login));
        }
        return new Destination.Http();
    }

    private Destination read(
            StoredRecord own,
            String place,
            BiFunction<StoredRecord, Optional<Secret>, Destination> read) {
        Optional<Secret> login =
                own.optional("credentials").map(sealed -> vault.open(sealed, place));
        Destination destination = read.apply(own, login);
        own.close();
        return destination;
    }
}
