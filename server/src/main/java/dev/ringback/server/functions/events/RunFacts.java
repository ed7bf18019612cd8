package dev.ringback.server.functions.events;

import java.util.List;
import java.util.Optional;

/**
 * What events about a run say of it.
 *
 * @param run its id
 * @param function the app's name and the function's id, joined by a hyphen
 * @param events those that started it, at least one
 * @param correlation what the run that invoked it knows it by
 */
public record RunFacts(
        String run, String function, List<FunctionEvent> events, Optional<String> correlation) {

    /** Whether it was started by the end of another run: then its own end is not told. */
    boolean isAboutAnEnd() {
        String name = events.getFirst().name();
        return name.equals(SystemEvents.FAILED)
                || name.equals(SystemEvents.FINISHED)
                || name.equals(SystemEvents.CANCELLED);
    }
}
