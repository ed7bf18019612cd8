package dev.ringback.server.api;

import dev.ringback.server.http.Problem;
import java.util.List;

/** What the body of a request that publishes events came to. */
sealed interface Submission {

    /** One event. */
    record One(Submitted event) implements Submission {}

    /** A list of events. */
    record Many(List<Submitted> events) implements Submission {}

    /** Not events; the problem says why. */
    record Malformed(Problem problem) implements Submission {}
}
