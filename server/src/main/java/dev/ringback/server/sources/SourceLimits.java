package dev.ringback.server.sources;

import java.time.Duration;

/** The bounds of sources, each with its reason. */
public final class SourceLimits {

    private SourceLimits() {}

    /** Sources of a project: kept in memory, compiled. */
    public static final int SOURCES = 1_000;

    /**
     * Sources of a project that read queues: each has a thread, a connection and a few messages.
     */
    public static final int QUEUES = 20;

    /** Bytes of a body unless a source says otherwise: callbacks of models hold images. */
    public static final int BODY = 10_000_000;

    /** Bytes of a body at most: it is held in memory whole. */
    public static final int MAX_BODY = 50_000_000;

    /** How long a key is remembered unless a source says otherwise: providers repeat for days. */
    public static final Duration DEDUPE_WINDOW = Duration.ofHours(24);

    /** How long a key is remembered at most: each is a row. */
    public static final Duration MAX_DEDUPE_WINDOW = Duration.ofDays(30);

    /** How far the time of signing may lie from now at most. */
    public static final Duration MAX_TOLERANCE = Duration.ofDays(7);

    /** Secrets of a source that hold at the same time: each is tried for each request. */
    public static final int SECRETS = 5;

    /** Tokens of a source that hold at the same time. */
    public static final int TOKENS = 5;

    /** Characters of a secret: the longest are keys in PEM. */
    public static final int SECRET = 8_000;

    /** Characters of a scheme, and of a context. */
    public static final int SCHEME = 100_000;

    /** Addresses and globs in one list. */
    public static final int LIST = 100;

    /** How long what was replaced still holds at most. */
    public static final Duration MAX_OVERLAP = Duration.ofDays(30);

    /** How long what was replaced still holds unless asked otherwise. */
    public static final Duration OVERLAP = Duration.ofDays(1);

    /** How long rejected requests are kept. */
    public static final Duration REJECTED_KEPT = Duration.ofDays(7);

    /** Bytes of rejected requests that a source may bring at once; they come back in a week. */
    public static final long REJECTED_BYTES = 32L << 20;

    /** What keeping a rejected request costs at least. */
    public static final int REJECTED_LEAST = 1_024;

    /** Bytes of a rejected request's body that are kept, and of its headers. */
    public static final int REJECTED_BODY = 1 << 20;

    public static final int REJECTED_HEADERS = 16 * 1024;

    /** Characters of a token: 192 random bits, so that nobody finds one by trying. */
    public static final int TOKEN = 32;
}
