package dev.ringback.net.http;

import java.net.InetAddress;
import java.util.Optional;

/** The peer that sent a request, while the answer is being made. */
@FunctionalInterface
public interface Peer {

    /** One that waits for as long as it takes: for requests that came by no connection. */
    Peer PATIENT = _ -> {};

    /**
     * Has something done as soon as the peer closes the connection, or its half of it: whoever says
     * that it will send no more is taken to have left. Done at most once, on any thread, and
     * possibly long after the answer, when it must do no harm. What the peer sends meanwhile is
     * kept for later, and from then on it is not noticed that it leaves.
     *
     * <p>To be called by the handler, on its own thread, when it has read the body.
     */
    void whenGone(Runnable what);

    /** The address that the connection comes from; none when there is no connection. */
    default Optional<InetAddress> address() {
        return Optional.empty();
    }
}
