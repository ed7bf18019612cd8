package dev.ringback.net.http.listener;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id by which a request is spoken of: the client's own where it is sane, else a new one. */
final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestId() {}

    static String of(Optional<String> given) {
        return given.filter(text -> SANE.matcher(text).matches()).orElseGet(RequestId::fresh);
    }

    /** Nobody may guess keys, but ids of requests open nothing: what is quick is random enough. */
    private static String fresh() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
