package dev.ringback.server.command;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A server that has started and takes requests. */
public interface StartedServer {

    /** Where it listens, with the port that it really has. */
    URI uri();

    /** The admin key that this start made, to be shown once; empty when there was one before. */
    Optional<String> generatedKey();

    /** Looks in the background whether what it stands on is there, and warns of what is not. */
    void lookAround();

    /**
     * Takes no more requests, lets what is running end, and closes everything.
     *
     * @param drain how long it waits for what is running
     */
    void stop(Duration drain);
}
