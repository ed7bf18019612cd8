package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import java.time.Instant;
import java.util.Optional;

/**
 * What an SDK says about a step beside what it does.
 *
 * @param name what its author called it
 * @param type what kind of step it is, such as {@code step.sendEvent}
 * @param input what it was given, an array
 * @param races whether it is one of a group of which the first decides
 * @param began when the app began with it, by its own clock
 * @param metadata what is to be kept about it, an array of updates
 */
public record StepInfo(
        String name,
        Optional<String> type,
        Optional<CanonicalJson> input,
        boolean races,
        Optional<Instant> began,
        Optional<CanonicalJson> metadata) {

    /** A step of which nothing but its name is known. */
    public static StepInfo named(String name) {
        return new StepInfo(
                name,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }
}
