package dev.ringback.server.jobs.live;

/** The bounds of this package that the guide tells. */
public final class LiveBounds {

    /** What is held of one answer for those who follow it, in bytes. */
    public static final long FOLLOWED = Broadcast.LONGEST;

    private LiveBounds() {}
}
