package dev.ringback.server.upstreams;

import java.util.Optional;

/**
 * A fallback: the upstream at which jobs go on that another has failed.
 *
 * @param upstream name of another one
 * @param model what that one calls the model; empty when it has the same name there
 */
public record Fallback(String upstream, Optional<String> model) {

    /** Reads {@code OTHER} or {@code OTHER/model}; the model may contain slashes. */
    public static Fallback parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Fallback(text, Optional.empty())
                : new Fallback(text.substring(0, slash), Optional.of(text.substring(slash + 1)));
    }
}
