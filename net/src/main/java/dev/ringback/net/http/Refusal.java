package dev.ringback.net.http;

import dev.ringback.kernel.model.Header;
import java.util.List;

/**
 * Why the listener answers a request itself, without or instead of a handler.
 *
 * @param status 400 to 599
 * @param code the error's name, such as {@code not_found}
 * @param detail in words, free of internals
 * @param headers to be sent with the answer, such as Allow
 */
public record Refusal(int status, String code, String detail, List<Header> headers) {

    /** The code of a request for which the store failed. */
    public static final String STORE_AWAY = "store_away";

    /** For what passes by itself: 503, and that it may be tried again in a second. */
    public static Refusal soon(String code, String detail) {
        return new Refusal(503, code, detail, List.of(new Header("Retry-After", "1")));
    }

    /** The same in other words. */
    public Refusal saying(String other) {
        return new Refusal(status, code, other, headers);
    }

    /** A refusal without headers of its own. */
    public static Refusal of(int status, String code, String detail) {
        return new Refusal(status, code, detail, List.of());
    }
}
