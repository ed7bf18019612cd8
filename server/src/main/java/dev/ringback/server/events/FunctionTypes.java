package dev.ringback.server.events;

/**
 * Types of the events that the server tells of functions: that a run has ended, that one is
 * invoked, that a time has come. Nobody else can say so, for functions act on them.
 */
public final class FunctionTypes {

    /** What they begin with; nothing else may, whatever the case. */
    public static final String PREFIX = "inngest/";

    /** What the ids of such events begin with, where they say more than a number. */
    public static final String IDS = "inngest:";

    private FunctionTypes() {}

    /** Whether events of this type are such. */
    public static boolean is(String type) {
        return type.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }
}
