package dev.ringback.server.command;

import java.net.URI;

/** A process that listens but has another one do the work, as long as that one can. */
public interface Waiting {

    /** Where it listens, with the port that it really has. */
    URI uri();

    /** Who does the work, in a sentence. */
    String sentence();

    /** Waits for its turn and starts the server then; after {@link #stop} what it says is void. */
    Launch.Outcome await();

    /** Waits no longer. */
    void stop();
}
