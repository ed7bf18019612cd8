package dev.ringback.server.predictions;

import java.time.Duration;

/** Bounds of this room that the guide tells. */
public final class PredictionBounds {

    /** The least that a page may be asked to hold. */
    public static final int SMALLEST_PAGE = PredictionList.LEAST_SIZE;

    /** The most that a page may be asked to hold. */
    public static final int LARGEST_PAGE = PredictionList.LARGEST_SIZE;

    /** How long {@code Prefer: wait} may hold an answer back. */
    public static final Duration PREFERRED = PredictionOptions.LONGEST_PREFERRED;

    private PredictionBounds() {}
}
