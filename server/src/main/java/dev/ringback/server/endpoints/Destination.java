package dev.ringback.server.endpoints;

import dev.ringback.server.vault.Secret;
import java.util.Optional;

/** What an endpoint is: how deliveries reach what is at its URL. */
public sealed interface Destination {

    /** Its word in JSON. */
    String word();

    /** A web server, which gets requests. */
    record Http() implements Destination {

        /** Its word. */
        public static final String WORD = "http";

        @Override
        public String word() {
            return WORD;
        }
    }

    /**
     * A stream of a Redis, which gets entries.
     *
     * @param stream its key
     * @param credentials name and password with a colon between them; the name may be empty
     */
    record RedisStream(String stream, Optional<Secret> credentials) implements Destination {

        /** Its word. */
        public static final String WORD = "redis";

        @Override
        public String word() {
            return WORD;
        }
    }
}
