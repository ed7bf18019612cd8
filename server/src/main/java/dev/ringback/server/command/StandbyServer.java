package dev.ringback.server.command;

import java.net.URI;

/** A standby: it listens, while another process does the work for as long as that one can. */
public interface StandbyServer {

    /** Where it listens, with the port that it really has. */
    URI uri();

    /** Who does the work, in a sentence. */
    String sentence();

    /** Waits for its turn and starts the server then; after {@link #stop} what it says is void. */
    Launch.Outcome await();

    /** Waits no longer. */
    void stop();
}
