package dev.ringback.server.events;

/**
 * Events that the server keeps for itself: requests of jobs, members of groups, lines of batches.
 * They are sent to nobody, listed only for those who ask for such a type, and cannot be replayed,
 * and a producer cannot make them. All of that is told by what their types begin with.
 */
public final class InternalEvents {

    private static final String PREFIX = "ringback.internal.";

    /** Glob over their types. */
    public static final String ALL = PREFIX + "*";

    private InternalEvents() {}

    /**
     * The type of such events.
     *
     * @param name lower-case words with full stops between, unique in the server
     */
    public static String type(String name) {
        return PREFIX + name;
    }

    /** Whether events of a type are such; of a glob, whether it matches none but such types. */
    public static boolean is(String eventType) {
        return eventType.startsWith(PREFIX);
    }
}
