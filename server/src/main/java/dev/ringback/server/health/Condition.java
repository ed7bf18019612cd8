package dev.ringback.server.health;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A condition of readiness: while it does not hold, the server can do no work for its clients.
 *
 * @param code names the reason when it does not hold: a stable word such as {@code store_away}
 * @param broken says in a sentence why it does not hold now, free of internals; empty while it
 *     does. Asked at any time, by any thread; it answers from memory
 */
record Condition(String code, Supplier<Optional<String>> broken) {

    /** Why the server is not ready: the code of a condition, and what is the matter this time. */
    record Reason(String code, String detail) {}

    /** The reason; empty while the condition holds. */
    Optional<Reason> reason() {
        return broken.get().map(detail -> new Reason(code, detail));
    }
}
