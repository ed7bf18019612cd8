package dev.ringback.net.http;

import dev.ringback.kernel.model.Payload;

/**
 * Tells a peer something by a WebSocket (RFC 6455) for as long as both stay. What the peer says is
 * not heard, but for its pings and its leave.
 */
@FunctionalInterface
public interface SocketHandler {

    /** Decides by the head of the request that asks for it. */
    Opened open(HttpRequest head);

    /** Whether it is opened. */
    sealed interface Opened {

        /** It is not; the answer says why. */
        record Refused(HttpResponse answer) implements Opened {}

        /** It is. */
        record Open(Talk talk) implements Opened {}
    }

    /** What is told by one. */
    interface Talk extends AutoCloseable {

        /** The next that is to be said, which is waited for, but not for long. */
        Said next();

        /** Nothing more is to be said: the peer has left, or the server ends. On any thread. */
        void gone();

        @Override
        void close();
    }

    /** Something to be said. */
    sealed interface Said {

        record Text(Payload utf8) implements Said {}

        /** Nothing for now: the peer is asked whether it is there. */
        record Nothing() implements Said {}

        /** Nothing more. */
        record Over() implements Said {}
    }
}
