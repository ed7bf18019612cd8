package dev.ringback.redis;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.OtherExchange;
import dev.ringback.redis.RedisConnection.BrokenException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Appends requests to streams of Redis. An entry has a field for each header, its name in small
 * letters, and one more, {@code body}, with the bytes of the body. The reply is worded as HTTP's:
 * 200 and the entry's id, or a status of an error and what Redis says.
 *
 * <p>A request that had an answer of nobody is sent again by whoever sent it, so an entry may be
 * there twice: {@code webhook-id} tells.
 */
public final class RedisWire implements Wire, AutoCloseable {

    /** The scheme of a URL. */
    public static final String PLAIN = "redis";

    /** The scheme of a URL over TLS. */
    public static final String SECURE = "rediss";

    /** The header that says who puts an entry there: base64 of name, colon and password. */
    public static final String LOGIN = "Webhook-Queue-Login";

    static final int PORT = 6379;

    private static final byte[] BODY = utf8("body");

    private final HttpWire wire;
    private final KeptConnections kept;

    /**
     * Makes it.
     *
     * @param wire dials, under its guard
     */
    public RedisWire(HttpWire wire) {
        this.wire = wire;
        this.kept = new KeptConnections();
    }

    /** The URL of a stream. */
    public static URI url(URI server, String stream) {
        return StreamAddress.url(server, stream);
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        return send(ProjectId.DEFAULT, request, hangup);
    }

    @Override
    public Reply send(ProjectId owner, Request request, Hangup hangup) {
        StreamAddress address = StreamAddress.of(request);
        var dialled =
                new Request(
                        "GET", address.dialled(), List.of(), Payload.EMPTY, request.deadline(), 0);
        try (OtherExchange exchange = wire.other(owner, dialled, hangup)) {
            return appended(exchange, address, fields(request));
        }
    }

    private Reply appended(
            OtherExchange exchange, StreamAddress address, Map<byte[], byte[]> fields) {
        Optional<RedisConnection> old = kept.take(address);
        if (old.isPresent() && exchange.over(old.get().socket())) {
            try {
                return over(old.get(), exchange, address, fields);
            } catch (BrokenException e) {
                old.get().close();
                // It was closed while it was idle, most likely.
                if (!exchange.goesOn()) {
                    return exchange.faulted(e.problem());
                }
            }
        }
        try {
            return over(exchange.dial(), exchange, address, fields);
        } catch (IOException e) {
            return exchange.faulted(e);
        }
    }

    private Reply over(
            CheckedSocket fresh,
            OtherExchange exchange,
            StreamAddress address,
            Map<byte[], byte[]> fields) {
        try {
            return over(new RedisConnection(fresh, address), exchange, address, fields);
        } catch (JedisDataException e) {
            fresh.close();
            return exchange.answered(Refusals.status(e), words(e));
        } catch (BrokenException e) {
            fresh.close();
            return exchange.faulted(e.problem());
        }
    }

    private Reply over(
            RedisConnection connection,
            OtherExchange exchange,
            StreamAddress address,
            Map<byte[], byte[]> fields) {
        Reply reply;
        try {
            byte[] id = connection.append(utf8(address.stream()), fields);
            reply = exchange.answered(200, Payload.of(id));
        } catch (JedisDataException e) {
            reply = exchange.answered(Refusals.status(e), words(e));
        }
        if (exchange.release(connection.socket())) {
            kept.keep(address, connection);
        }
        return reply;
    }

    private static Payload words(JedisDataException refusal) {
        return Payload.of(String.valueOf(refusal.getMessage()));
    }

    private static Map<byte[], byte[]> fields(Request request) {
        Map<byte[], byte[]> fields = new LinkedHashMap<>();
        for (Header header : request.headers()) {
            if (!header.name().equalsIgnoreCase(LOGIN)) {
                fields.put(utf8(header.name().toLowerCase(Locale.ROOT)), utf8(header.value()));
            }
        }
        fields.put(BODY, request.body().bytes());
        return fields;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        kept.close();
    }
}
