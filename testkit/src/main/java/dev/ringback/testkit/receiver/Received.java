package dev.ringback.testkit.receiver;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.util.List;
import java.util.Optional;

/**
 * A request as a {@link RudeReceiver} read it.
 *
 * @param connection number of the connection it came on, from 1
 * @param method such as {@code POST}
 * @param path path and query as sent
 * @param headers as sent
 * @param body exactly the bytes that came
 * @param serverName the name that the TLS handshake asked for
 */
public record Received(
        int connection,
        String method,
        String path,
        List<Header> headers,
        Payload body,
        Optional<String> serverName) {

    /** The value of the first header of that name. */
    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }
}
