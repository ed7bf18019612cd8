package dev.ringback.server.functions.events;

import java.util.List;

/** What came of reading a body with events. It is taken whole, or not at all. */
public sealed interface EventsRead {

    /** All of it is events, in the order of the body; there may be none. */
    record Events(List<FunctionEvent> events) implements EventsRead {}

    /**
     * Something in it is wrong, so nothing is taken.
     *
     * @param status what is answered, in the body too, since SDKs look there
     * @param error which event is wrong and why
     */
    record Refused(int status, String error) implements EventsRead {}
}
