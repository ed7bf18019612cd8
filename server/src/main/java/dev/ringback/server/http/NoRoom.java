package dev.ringback.server.http;

import dev.ringback.kernel.Header;
import java.util.List;

/**
 * Thrown when there is no room in memory for what a request is about to hold. A handler that lets
 * it pass has it answered 503 in its surface's words.
 */
public final class NoRoom extends RuntimeException {

    static final Refusal REFUSAL =
            new Refusal(
                    503,
                    "overloaded",
                    "Too many bytes are held in memory at the moment; try again.",
                    List.of(new Header("Retry-After", "1")));

    private static final long serialVersionUID = 1;

    NoRoom() {
        super(REFUSAL.detail(), null, false, false);
    }
}
