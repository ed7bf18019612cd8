package dev.ringback.server.events;

import dev.ringback.protocol.EventTypeGlob;
import java.util.List;
import java.util.Set;

/**
 * Types of the events by which Ringback says that deliveries go wrong. Each is about one endpoint,
 * and so is told only to those that name it: where each customer has an endpoint, one must not
 * learn of the failures of all others, and N endpoints that fail must not cause N times N
 * deliveries.
 */
public final class OperationalTypes {

    /** An endpoint gets no more events until somebody enables it again. */
    public static final String ENDPOINT_DISABLED = "endpoint.disabled";

    /** A delivery was given up. */
    public static final String DELIVERY_DEAD = "delivery.dead";

    /** Endpoints of a project that may name such types. */
    public static final int MAX_NAMING = 20;

    private static final Set<String> ALL = Set.of(ENDPOINT_DISABLED, DELIVERY_DEAD);

    private OperationalTypes() {}

    /** Whether events of this type are such. */
    public static boolean is(String type) {
        return ALL.contains(type);
    }

    /** Whether one of these patterns names such a type. */
    public static boolean isNamedBy(List<String> globs) {
        return globs.stream()
                .map(EventTypeGlob::new)
                .anyMatch(glob -> ALL.stream().anyMatch(type -> NamedTypes.isNamed(type, glob)));
    }
}
