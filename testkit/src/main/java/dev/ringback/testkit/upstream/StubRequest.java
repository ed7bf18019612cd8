package dev.ringback.testkit.upstream;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * A request that the stub received.
 *
 * @param method as received
 * @param path as received
 * @param headers as received
 * @param body read whole
 */
public record StubRequest(String method, String path, List<Header> headers, Payload body) {

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }

    /** The body, read; nothing when it is not JSON. */
    public JsonValue json() {
        try {
            return JsonValue.read(body.text());
        } catch (IllegalArgumentException e) {
            return JsonValue.NOTHING;
        }
    }
}
