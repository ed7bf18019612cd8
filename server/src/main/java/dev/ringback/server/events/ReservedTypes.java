package dev.ringback.server.events;

/** Types that nobody outside may give an event, not even through a source of his own. */
public final class ReservedTypes {

    private ReservedTypes() {}

    /** Whether events of a type are kept by the server for itself, or tell of functions. */
    public static boolean is(String type) {
        return InternalEvents.is(type) || FunctionTypes.is(type);
    }
}
