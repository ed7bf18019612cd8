package dev.ringback.server.transforms;

import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.EventType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a script makes of a request. */
public sealed interface Transformed {

    /** One event or more, in their order. */
    record Events(List<MadeEvent> all) implements Transformed {}

    /** Nothing: the script says that nobody wants to hear of it. */
    record Dropped() implements Transformed {}

    /** The script failed, or what it returned is no event. */
    record Failed(ScriptFault fault) implements Transformed {}

    /**
     * An event as the script worded it.
     *
     * @param type its {@code name}
     * @param data a JSON object, as JavaScript writes it
     * @param id by which a repeated event is known, when there is one
     * @param at its {@code ts}, when there is one
     */
    record MadeEvent(EventType type, Payload data, Optional<String> id, Optional<Instant> at) {}
}
