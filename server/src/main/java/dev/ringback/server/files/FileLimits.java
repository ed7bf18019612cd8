package dev.ringback.server.files;

import java.time.Duration;

/** The bounds of files. */
public final class FileLimits {

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

    /** How long somebody may read a file, and do so though it has expired meanwhile. */
    public static final Duration LONGEST_READ = Duration.ofDays(7);

    private FileLimits() {}
}
