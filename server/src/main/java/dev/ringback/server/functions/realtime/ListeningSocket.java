package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.SocketHandler;
import java.time.Instant;

/**
 * One who listens by a WebSocket.
 *
 * @param one hears what is published
 * @param clock says when it is over
 * @param until when it is, by the steady time
 */
record ListeningSocket(Listening one, Clock clock, Instant until) implements SocketHandler.Talk {

    @Override
    public SocketHandler.Said next() {
        if (!clock.steady().isBefore(until)) {
            return new SocketHandler.Said.Over();
        }
        return switch (one.next(Subscribing.QUIET)) {
            case Listening.Heard.Message(Payload bytes) -> new SocketHandler.Said.Text(bytes);
            case Listening.Heard.Nothing _ -> new SocketHandler.Said.Nothing();
            case Listening.Heard.Over _ -> new SocketHandler.Said.Over();
        };
    }

    @Override
    public void gone() {
        one.end();
    }

    @Override
    public void close() {
        one.close();
    }
}
