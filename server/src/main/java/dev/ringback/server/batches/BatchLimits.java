package dev.ringback.server.batches;

import dev.ringback.server.openai.ModelRequest;
import java.time.Duration;

/** The bounds of files and batches. */
public final class BatchLimits {

    /** Longest file, in bytes; as much as OpenAI takes for a batch. */
    public static final long FILE = 200L * 1024 * 1024;

    /** What a form needs around its file, in bytes. */
    static final int FORM = 64 * 1024;

    /** Files that are received at the same time; each holds a part of 256 KiB in memory. */
    public static final int UPLOADS = 64;

    /** Shortest time for which {@code expires_after} keeps a file. */
    public static final Duration SHORTEST_KEPT = Duration.ofHours(1);

    /** Longest such time. */
    public static final Duration LONGEST_KEPT = Duration.ofDays(30);

    /** Files that one page lists. */
    public static final int FILES_LISTED = 10_000;

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
    public static final Duration WINDOW = Duration.ofDays(7);

    /** Longest body of a request that makes a batch, in bytes. */
    static final int BATCH_BODY = 64 * 1024;

    private BatchLimits() {}
}
