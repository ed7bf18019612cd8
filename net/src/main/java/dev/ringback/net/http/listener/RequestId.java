package dev.ringback.net.http.listener;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id by which a request is spoken of: the client's own where it is sane, else a new one. */
final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestId() {}

    static String of(Optional<String> given) {
        return given.filter(text -> SANE.matcher(text).matches())
                .orElseGet(() -> "req_" + UUID.randomUUID().toString().replace("-", ""));
    }
}
