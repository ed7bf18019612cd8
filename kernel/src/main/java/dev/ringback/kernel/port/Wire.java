package dev.ringback.kernel.port;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;

/** The port to the network: sends one request and waits for what comes of it. */
public interface Wire {

    /**
     * Sends a request. Blocks until the answer is complete, the response cap is reached, or the
     * deadline has passed, or somebody hangs up. Never throws for what a peer does, never follows a
     * redirect.
     */
    Reply send(Request request, Hangup hangup);

    /**
     * The same, for somebody: what the wire shares out, such as look-ups of names that hang, it
     * shares out by project.
     */
    default Reply send(ProjectId owner, Request request, Hangup hangup) {
        return send(request, hangup);
    }

    /** Sends a request that nobody will break off. */
    default Reply send(Request request) {
        return send(request, new Hangup());
    }
}
