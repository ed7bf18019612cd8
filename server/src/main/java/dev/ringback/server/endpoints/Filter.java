package dev.ringback.server.endpoints;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression that decides whether an endpoint gets an event.
 *
 * <p>It sees {@code type}, {@code subject} and {@code id} as strings, {@code timestamp} (when the
 * event happened), and {@code data}, the payload when that is JSON. What cannot be evaluated does
 * not match. Compiled at the first use: nothing of CEL is loaded before somebody needs a filter.
 */
public final class Filter {

    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 2_000;

    private final String expression;
    private volatile @Nullable CelFilter compiled;

    Filter(String expression) {
        this.expression = expression;
    }

    /**
     * Says in words why an expression cannot be a filter; empty when it can. The empty expression
     * can: it lets everything through.
     */
    public static Optional<String> problemWith(String expression) {
        if (expression.isEmpty()) {
            return Optional.empty();
        }
        if (expression.length() > MAX_LENGTH) {
            return Optional.of(
                    "has " + expression.length() + " characters, more than " + MAX_LENGTH);
        }
        return CelFilter.problemWith(expression);
    }

    String expression() {
        return expression;
    }

    /** Whether an event passes. */
    boolean matches(FilterInput input) {
        return expression.isEmpty() || compiled().matches(input);
    }

    private CelFilter compiled() {
        CelFilter ready = compiled;
        if (ready == null) {
            // Two threads may both compile; they come to the same.
            ready = CelFilter.compile(expression);
            compiled = ready;
        }
        return ready;
    }
}
