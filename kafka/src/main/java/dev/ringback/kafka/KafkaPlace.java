package dev.ringback.kafka;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A broker, to somebody.
 *
 * @param host as it was named; an IPv6 literal without brackets
 * @param who is known there, and how it is spoken to
 */
public record KafkaPlace(String host, int port, Who who) {

    /** A broker says itself where others are, and may say anything. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,255}|[0-9A-Fa-f:.]{2,45}");

    /**
     * Who speaks to brokers, and how.
     *
     * @param secure over TLS
     * @param mechanism by which the login is told
     * @param login name and password with a colon between them
     */
    public record Who(boolean secure, String mechanism, Optional<String> login) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return mechanism;
        }
    }

    /** The same place as the wire knows places. */
    URI dialled() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return URI.create("%s://%s:%d/".formatted(who.secure() ? "https" : "http", name, port));
    }

    /** Another broker of the same cluster. */
    KafkaPlace beside(String otherHost, int otherPort) throws RefusedException {
        if (!HOST.matcher(otherHost).matches() || otherPort < 1 || otherPort > 65_535) {
            throw new RefusedException(421, "a broker says that another is nowhere", true);
        }
        return new KafkaPlace(otherHost, otherPort, who);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
