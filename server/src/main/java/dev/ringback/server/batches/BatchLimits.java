package dev.ringback.server.batches;

import dev.ringback.server.files.FileLimits;
import dev.ringback.server.openai.ModelRequest;
import java.time.Duration;

/** The bounds of batches. */
public final class BatchLimits {

    /** Lines of a batch that are not blank. */
    public static final int LINES = 50_000;

    /** Longest line, in bytes: the longest request, and room for what is around it. */
    public static final int LINE = ModelRequest.LONGEST + 4 * 1024;

    /** Characters of a line's {@code custom_id}. */
    public static final int CUSTOM_ID = 512;

    /** Batches of a project that have not ended. */
    public static final int OPEN_BATCHES = 100;

    /** Batches that one page lists. */
    public static final int BATCHES_LISTED = 100;

    /** Lines of one batch that are jobs at the same time; the others wait in their file. */
    public static final int LINES_IN_FLIGHT = 1_000;

    /** Lines that become jobs in one commit. */
    static final int PAGE = 250;

    /** Longest completion window. */
    public static final Duration WINDOW = FileLimits.LONGEST_READ;

    /** Longest body of a request that makes a batch, in bytes. */
    static final int BATCH_BODY = 64 * 1024;

    private BatchLimits() {}
}
