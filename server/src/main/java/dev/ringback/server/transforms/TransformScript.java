package dev.ringback.server.transforms;

import java.util.Optional;

/**
 * The text of a transform: JavaScript that has a function {@code transform(evt, headers,
 * queryParams, raw)}. It is evaluated anew for each request.
 *
 * @param text of at most {@value #MAX_LENGTH} characters
 */
public record TransformScript(String text) {

    /** Characters of a script: it is read again for each request, which takes time. */
    public static final int MAX_LENGTH = 65_536;

    /**
     * Takes a text that is not too long.
     *
     * @throws IllegalArgumentException when it is
     */
    public TransformScript {
        Optional<String> problem = problemWith(text);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
    }

    /** Why a text cannot even be looked at; empty when it can. */
    public static Optional<String> problemWith(String text) {
        return text.length() > MAX_LENGTH
                ? Optional.of(
                        "has %d characters, more than %d".formatted(text.length(), MAX_LENGTH))
                : Optional.empty();
    }
}
