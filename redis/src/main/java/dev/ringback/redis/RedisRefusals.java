package dev.ringback.redis;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisDataException;

/** What Redis refuses, as a status of HTTP would say it. */
final class RedisRefusals {

    /** By the first word of what Redis says; what may go by itself is the server's fault. */
    private static final Map<String, Integer> STATUS =
            Map.ofEntries(
                    Map.entry("NOAUTH", 401),
                    Map.entry("WRONGPASS", 401),
                    Map.entry("NOPERM", 403),
                    Map.entry("DENIED", 403),
                    Map.entry("MOVED", 421),
                    Map.entry("ASK", 421),
                    Map.entry("LOADING", 503),
                    Map.entry("BUSY", 503),
                    Map.entry("OOM", 507),
                    Map.entry("MISCONF", 503),
                    Map.entry("READONLY", 503),
                    Map.entry("MASTERDOWN", 503),
                    Map.entry("CLUSTERDOWN", 503),
                    Map.entry("TRYAGAIN", 503),
                    Map.entry("NOREPLICAS", 503));

    private RedisRefusals() {}

    static RefusedException of(JedisDataException refusal) {
        String words = String.valueOf(refusal.getMessage());
        return new RefusedException(status(words), words, false);
    }

    private static int status(String words) {
        // What is long is refused before it is read when nobody has said who sends it.
        if (words.contains("unauthenticated")) {
            return 401;
        }
        int space = words.indexOf(' ');
        return STATUS.getOrDefault(space < 0 ? words : words.substring(0, space), 400);
    }
}
