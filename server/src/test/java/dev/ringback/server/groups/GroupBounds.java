package dev.ringback.server.groups;

import java.time.Duration;

/** Bounds of this room that the guide tells. */
public final class GroupBounds {

    /** Requests of a group. */
    public static final int MEMBERS = GroupRequest.MOST;

    /** How long a group may take. */
    public static final Duration LIFETIME = Group.LIFETIME;

    private GroupBounds() {}
}
