package dev.ringback.redis;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.CheckedSocket;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Appends requests to streams of Redis. An entry has a field for each header, its name in small
 * letters, and one more, {@code body}, with the bytes of the body.
 */
public final class RedisProtocol implements QueueProtocol<RedisPlace, Jedis> {

    /** The scheme of a URL. */
    public static final String PLAIN = "redis";

    /** The scheme of a URL over TLS. */
    public static final String SECURE = "rediss";

    private static final byte[] BODY = utf8("body");
    private static final byte[] ANY_ID = utf8("*");

    /** The URL of a stream. */
    public static URI url(URI server, String stream) {
        return RedisPlace.url(server, stream);
    }

    @Override
    public List<RedisPlace> places(Request request) {
        return List.of(RedisPlace.of(request));
    }

    @Override
    public URI dialled(RedisPlace place) {
        return place.dialled();
    }

    @Override
    public Jedis introduce(CheckedSocket socket, RedisPlace place)
            throws IOException, RefusedException {
        try {
            var bounded = new BoundedSocket(socket.socket());
            return new Jedis(() -> bounded, config(place));
        } catch (JedisDataException e) {
            throw RedisRefusals.of(e);
        } catch (JedisConnectionException e) {
            throw new IOException("the connection broke", e);
        }
    }

    private static JedisClientConfig config(RedisPlace place) {
        var config =
                DefaultJedisClientConfig.builder()
                        // The deadline of each exchange closes the socket.
                        .timeoutMillis(0)
                        .serverDefaultProtocol()
                        .autoNegotiateProtocol(false)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .database(place.database());
        place.nameAndPassword()
                .ifPresent(login -> {
                    if (!login[0].isEmpty()) {
                        config.user(login[0]);
                    }
                    config.password(login[1]);
                });
        return config.build();
    }

    @Override
    public Put<RedisPlace> put(Jedis client, Request request) throws IOException, RefusedException {
        try {
            byte[] id = (byte[]) client.sendCommand(Command.XADD, entry(request));
            return new Put.Taken<>(Payload.of(id));
        } catch (JedisDataException e) {
            throw RedisRefusals.of(e);
        } catch (JedisConnectionException e) {
            throw new IOException("the connection broke", e);
        }
    }

    /** The words behind the command: the stream, any new id, and the fields. */
    private static byte[][] entry(Request request) {
        List<byte[]> words = new ArrayList<>();
        words.add(utf8(RedisPlace.stream(request)));
        words.add(ANY_ID);
        for (Header header : QueueProtocol.visible(request)) {
            words.add(utf8(header.name().toLowerCase(Locale.ROOT)));
            words.add(utf8(header.value()));
        }
        words.add(BODY);
        words.add(request.body().bytes());
        return words.toArray(byte[][]::new);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
