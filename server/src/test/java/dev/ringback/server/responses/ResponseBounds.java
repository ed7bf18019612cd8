package dev.ringback.server.responses;

import java.time.Duration;

/** The bounds of this package that the guide tells. */
public final class ResponseBounds {

    /** Events that are held of one response, in bytes. */
    public static final long FOLLOWED = Broadcast.LONGEST;

    /** Longest silence of a stream. */
    public static final Duration SILENCE = ResponseStream.SILENCE;

    /** Items of a page. */
    public static final int PAGE = InputItems.LARGEST_PAGE;

    private ResponseBounds() {}
}
