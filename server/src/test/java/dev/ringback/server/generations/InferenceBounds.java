package dev.ringback.server.generations;

import dev.ringback.net.json.Json;
import dev.ringback.server.jobs.StreamRelay;
import java.time.Duration;

/** Bounds of this room that the guide tells. */
public final class InferenceBounds {

    /** Requests of a group. */
    public static final int GROUP = GroupRequest.MOST;

    /** How long a group may take. */
    public static final Duration GROUP_LIFETIME = Group.LIFETIME;

    /** JSON tokens of a request, and of an answer. */
    public static final long TOKENS = Json.MAX_TOKENS;

    /** How long a stream may go on. */
    public static final Duration STREAM = StreamRelay.LONGEST;

    private InferenceBounds() {}
}
