package dev.ringback.server.endpoints;

import dev.ringback.protocol.WebhookHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rule for the extra headers of an endpoint. */
public final class ExtraHeaders {

    /** The most that an endpoint may have; a receiver's own limit is often 100 for all. */
    public static final int MAX = 32;

    /** The longest value, in characters; many receivers refuse heads of more than 8 KiB. */
    public static final int MAX_VALUE = 4_096;

    private static final int MAX_NAME = 128;
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    /** What the wire or the delivery writes itself, and what would change how a body is framed. */
    private static final Set<String> RESERVED =
            Set.of(
                    "host",
                    "content-length",
                    "content-type",
                    "content-encoding",
                    "transfer-encoding",
                    "connection",
                    "keep-alive",
                    "te",
                    "trailer",
                    "upgrade",
                    "expect",
                    "user-agent",
                    WebhookHeaders.PREDICTION_SIGNATURE);

    private static final Set<String> RESERVED_PREFIXES =
            Set.of("proxy-", "webhook-", "svix-", "x-inference-");

    private ExtraHeaders() {}

    /** Says in words why a name cannot be used; empty when it can. */
    public static Optional<String> problemWithName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(c -> token(c))) {
            return Optional.of(
                    "is not a header name: 1 to 128 letters, digits and " + TOKEN_PUNCTUATION);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean reserved =
                RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
        return reserved ? Optional.of("is a header that Ringback sets itself") : Optional.empty();
    }

    /** Says in words why a value cannot be used, without repeating it; empty when it can. */
    public static Optional<String> problemWithValue(String value) {
        if (value.length() > MAX_VALUE) {
            return Optional.of("is longer than " + MAX_VALUE + " characters");
        }
        boolean printable = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
        boolean trimmed = value.strip().length() == value.length();
        return printable && trimmed
                ? Optional.empty()
                : Optional.of("is not visible ASCII, or begins or ends with white space");
    }

    private static boolean token(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
