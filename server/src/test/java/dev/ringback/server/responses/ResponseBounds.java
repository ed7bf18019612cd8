package dev.ringback.server.responses;

import java.time.Duration;

/** The bounds of this package that the guide tells. */
public final class ResponseBounds {

    /** Longest silence of a stream. */
    public static final Duration SILENCE = ResponseStream.SILENCE;

    /** Items of a page. */
    public static final int PAGE = InputItems.LARGEST_PAGE;

    private ResponseBounds() {}
}
