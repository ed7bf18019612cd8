package dev.ringback.redis;

import dev.ringback.net.wire.CheckedSocket;
import java.io.IOException;
import java.util.Map;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.XAddParams;

/** A connection with Redis's client on it. One thread at a time uses it. */
final class RedisConnection implements AutoCloseable {

    private final CheckedSocket socket;
    private final Jedis client;

    /** Says who it is, and which database is meant. */
    RedisConnection(CheckedSocket socket, StreamAddress address) {
        this.socket = socket;
        try {
            this.client = new Jedis(socket::socket, config(address));
        } catch (JedisConnectionException e) {
            throw new BrokenException(e);
        }
    }

    private static JedisClientConfig config(StreamAddress address) {
        var config =
                DefaultJedisClientConfig.builder()
                        // The deadline of each exchange closes the socket.
                        .timeoutMillis(0)
                        .serverDefaultProtocol()
                        .autoNegotiateProtocol(false)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .database(address.database());
        address.nameAndPassword()
                .ifPresent(login -> {
                    if (!login[0].isEmpty()) {
                        config.user(login[0]);
                    }
                    config.password(login[1]);
                });
        return config.build();
    }

    /** It broke while something was said over it. */
    static final class BrokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenException(JedisConnectionException cause) {
            super(cause);
        }

        IOException problem() {
            return new IOException("the connection broke", getCause());
        }
    }

    CheckedSocket socket() {
        return socket;
    }

    /** Appends an entry, and says which id it got. */
    byte[] append(byte[] stream, Map<byte[], byte[]> fields) {
        try {
            return client.xadd(stream, XAddParams.xAddParams(), fields);
        } catch (JedisConnectionException e) {
            throw new BrokenException(e);
        }
    }

    /** Without a farewell, which nobody waits for. */
    @Override
    public void close() {
        socket.close();
    }
}
