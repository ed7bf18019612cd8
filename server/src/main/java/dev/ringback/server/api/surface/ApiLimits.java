package dev.ringback.server.api.surface;

import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.once.KeptAnswers;
import java.time.Duration;

/** The bounds of the native API, each with its reason. */
public final class ApiLimits {

    private ApiLimits() {}

    /** Data of one event, in bytes: receivers commonly refuse bodies that are larger. */
    public static final int EVENT_DATA = 1024 * 1024;

    /** Events in one request: what one commit takes without holding the next one up. */
    public static final int EVENTS_PER_REQUEST = 1000;

    /** Body of a request that publishes events, in bytes: it is held in memory as a whole. */
    public static final int EVENTS_BODY = 16 * 1024 * 1024;

    /** Body of any other request, in bytes: the largest holds 1,000 event ids of 128 characters. */
    public static final int BODY = 256 * 1024;

    /** Characters of an event's subject: it travels in a header. */
    public static final int SUBJECT = 256;

    /** Entries of a page unless asked otherwise: about a screen or two. */
    public static final int PAGE = 50;

    /** Entries of a page at most: two screens or four. */
    public static final int MAX_PAGE = 100;

    /** Characters of a name: it has to fit a line on a page. */
    public static final int NAME = 200;

    /** Characters of a word, a glob, an id or a delay: the longest is an event's id. */
    public static final int WORD = 128;

    /** Globs of an endpoint: each is tried for each event. */
    public static final int EVENT_TYPES = 100;

    /** Bounds of an endpoint's timeout: below a second, TLS over a long distance fails. */
    public static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);

    /** An endpoint's timeout unless it says otherwise; inference.net documents it too. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Calls of one endpoint at the same time, at most: each is a connection and a thread. */
    public static final int MAX_IN_FLIGHT = 1000;

    /** Calls of one endpoint at the same time unless it says otherwise. */
    public static final int IN_FLIGHT = 64;

    /** Calls of one endpoint in a second at most; more than a process can send. */
    public static final double RATE = 100_000;

    /** How long a rotated secret may go on signing: what Standard Webhooks libraries expect. */
    public static final Duration OVERLAP = Duration.ofDays(7);

    /** How long a rotated secret goes on signing unless asked otherwise. */
    public static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);

    /** Secrets of an endpoint that sign at the same time: each adds to every request's head. */
    public static final int SECRETS = 5;

    /** Endpoints of a project: the routing table is kept in memory. */
    public static final int ENDPOINTS = 20_000;

    /** Keys of a project that are good: the table is kept in memory. */
    public static final int KEYS = 1000;

    /** Projects of an instance: kept in memory. */
    public static final int PROJECTS = 10_000;

    /** Events that a replay may name. */
    public static final int REPLAY_EVENTS = 1000;

    /** Replays of a project at the same time: each has a thread. */
    public static final int REPLAYS_RUNNING = 10;

    /** Calls of a replay in a second at most. */
    public static final double REPLAY_RATE = 100_000;

    /** How long an answer is kept for its idempotency key: clients repeat within a day. */
    static final Duration IDEMPOTENCY_KEPT = KeptAnswers.KEPT;

    /** Characters of an idempotency key. */
    static final int IDEMPOTENCY_KEY = IdempotencyKeys.LONGEST;
}
