package dev.ringback.net.wire.queue;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.CheckedSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How a kind of queue is spoken to: by a client of somebody else's, over connections of ours.
 *
 * @param <P> a place: a server, and who is known there. Connections to equal ones serve each other
 * @param <C> a client over one connection
 */
public interface QueueProtocol<P, C> {

    /** The header that says who puts something there: base64 of name, colon and password. */
    String LOGIN = "Webhook-Queue-Login";

    /** The header that says what a message is about, in base64: those about the same keep order. */
    String KEY = "Webhook-Queue-Key";

    /** Name and password with a colon between them, when a request says so. */
    static Optional<String> login(Request request) {
        return decoded(request, LOGIN);
    }

    /** What a message is about, when a request says so. */
    static Optional<String> key(Request request) {
        return decoded(request, KEY);
    }

    private static Optional<String> decoded(Request request, String name) {
        return Header.first(request.headers(), name)
                .map(value -> Base64.getDecoder().decode(value))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** A header that only the wire to a queue sees. */
    static Header hidden(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Header(name, Base64.getEncoder().encodeToString(bytes));
    }

    /** The headers of a request that the queue gets to see. */
    static List<Header> visible(Request request) {
        return request.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase(LOGIN))
                .filter(header -> !header.name().equalsIgnoreCase(KEY))
                .toList();
    }

    /** The places that may be asked about a request, the likeliest first. */
    List<P> places(Request request);

    /** Where to dial, as if it were a web server: http, or https for TLS. */
    URI dialled(P place);

    /** Makes a client over a new connection, and says who it is. */
    C introduce(CheckedSocket socket, P place) throws IOException, RefusedException;

    /** Puts a request into the queue, and waits until the queue has it. */
    Put<P> put(C client, Request request) throws IOException, RefusedException;

    /** A place did not answer: what is known of it may have changed. */
    default void missed(P place) {}

    /** What became of a request that was not refused. */
    sealed interface Put<P> {

        /** The queue has it, and gave a receipt. */
        record Taken<P>(Payload receipt) implements Put<P> {}

        /** Another place is to have it. */
        record Elsewhere<P>(P place) implements Put<P> {}
    }

    /** The queue does not take it, and says why. */
    final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final boolean over;

        /**
         * A refusal.
         *
         * @param status as HTTP would say it, 400 or more
         * @param words the queue's own
         * @param over whether the connection serves no more
         */
        public RefusedException(int status, String words, boolean over) {
            super(words, null, false, false);
            this.status = status;
            this.over = over;
        }

        /** As HTTP would say it. */
        public int status() {
            return status;
        }

        boolean isOver() {
            return over;
        }

        Payload words() {
            return Payload.of(String.valueOf(getMessage()));
        }
    }
}
