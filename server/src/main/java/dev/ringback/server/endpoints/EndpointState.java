package dev.ringback.server.endpoints;

import java.util.Optional;

/** The state of an endpoint: enabled, paused or disabled. */
public sealed interface EndpointState {

    /** The word as JSON writes it. */
    default String word() {
        return switch (this) {
            case Enabled _ -> "enabled";
            case Paused _ -> "paused";
            case Disabled _ -> "disabled";
        };
    }

    /** Why it is disabled; empty when it is not. */
    default Optional<String> whyDisabled() {
        return this instanceof Disabled(String reason) ? Optional.of(reason) : Optional.empty();
    }

    /** It gets events and calls. */
    record Enabled() implements EndpointState {}

    /** It gets events; its calls wait until it is enabled again. */
    record Paused() implements EndpointState {}

    /**
     * It gets no new events; calls made before wait until it is enabled again.
     *
     * @param reason why, in words
     */
    record Disabled(String reason) implements EndpointState {}
}
