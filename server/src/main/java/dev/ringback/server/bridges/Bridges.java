package dev.ringback.server.bridges;

import dev.ringback.kafka.KafkaProtocol;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.queue.QueueProtocol;
import dev.ringback.net.wire.queue.QueueWire;
import dev.ringback.rabbitmq.RabbitProtocol;
import dev.ringback.redis.RedisProtocol;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.vault.Secret;
import dev.ringback.sqs.SqsWire;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The wires to all that an endpoint may be, one for each scheme of its address. */
public final class Bridges implements Wire, AutoCloseable {

    private final HttpWire http;
    private final QueueWire<?, ?> redis;
    private final QueueWire<?, ?> rabbit;
    private final SqsWire sqs;
    private final QueueWire<?, ?> kafka;

    /**
     * Makes them; none is used before there is something to send.
     *
     * @param http under the guard for addresses that tenants name, which dials for all
     */
    public Bridges(HttpWire http) {
        this.http = http;
        this.redis = new QueueWire<>(http, new RedisProtocol());
        this.rabbit = new QueueWire<>(http, new RabbitProtocol());
        this.sqs = new SqsWire(http);
        this.kafka = new QueueWire<>(http, new KafkaProtocol());
    }

    /** Where requests to an endpoint are sent: its URL, and what else its wire has to know. */
    public static URI address(Endpoint endpoint) {
        return address(endpoint.url(), endpoint.destination());
    }

    /** The same of what is at a URL. */
    static URI address(URI url, Destination destination) {
        return switch (destination) {
            case Destination.Http _ -> url;
            case Destination.RedisStream stream -> RedisProtocol.url(url, stream.stream());
            case Destination.RabbitExchange exchange ->
                    RabbitProtocol.url(url, exchange.exchange(), exchange.routingKey());
            case Destination.SqsQueue queue -> SqsWire.url(url, queue.region());
            case Destination.KafkaTopic topic ->
                    KafkaProtocol.url(
                            KafkaProtocol.SECURE.equals(url.getScheme()),
                            topic.servers(),
                            topic.mechanism(),
                            topic.topic());
        };
    }

    /** The headers that say to a queue who puts something there. */
    public static List<SecretHeader> login(Endpoint endpoint) {
        return endpoint.destination().login().map(Bridges::header).stream().toList();
    }

    private static SecretHeader header(Secret credentials) {
        Header header = QueueProtocol.hidden(QueueProtocol.LOGIN, credentials.reveal());
        return new SecretHeader(header.name(), new Secret(header.value()));
    }

    /** The header that says to a queue what an event is about; a web server gets none. */
    public static Optional<Header> key(Endpoint endpoint, Event event) {
        return endpoint.destination() instanceof Destination.Http || event.subject().isEmpty()
                ? Optional.empty()
                : Optional.of(QueueProtocol.hidden(QueueProtocol.KEY, event.subject()));
    }

    private Wire to(Request request) {
        return switch (request.url().getScheme()) {
            case RedisProtocol.PLAIN, RedisProtocol.SECURE -> redis;
            case RabbitProtocol.PLAIN, RabbitProtocol.SECURE -> rabbit;
            case SqsWire.PLAIN, SqsWire.SECURE -> sqs;
            case KafkaProtocol.PLAIN, KafkaProtocol.SECURE -> kafka;
            default -> http;
        };
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        return to(request).send(request, hangup);
    }

    @Override
    public Reply send(ProjectId owner, Request request, Hangup hangup) {
        return to(request).send(owner, request, hangup);
    }

    /** Closes the connections to queues; the wire for HTTP is another's. */
    @Override
    public void close() {
        redis.close();
        rabbit.close();
        sqs.close();
        kafka.close();
    }
}
