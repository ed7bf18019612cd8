package dev.ringback.redis;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a message goes: a stream of a database of a server, as somebody. As a URL it is {@code
 * redis://host:port/database?stream=name}, or {@code rediss} for TLS; who it is stands in a header,
 * {@link RedisWire#LOGIN}.
 *
 * @param secure over TLS
 * @param stream the key of the stream
 * @param login name and password with a colon between them; the name may be empty
 */
record StreamAddress(
        boolean secure,
        String host,
        int port,
        int database,
        String stream,
        Optional<String> login) {

    private static final String STREAM = "stream=";

    /** The address that a request names. */
    static StreamAddress of(Request request) {
        URI url = request.url();
        String path = Optional.ofNullable(url.getRawPath()).orElse("");
        String query = Optional.ofNullable(url.getRawQuery()).orElse("");
        return new StreamAddress(
                url.getScheme().equals(RedisWire.SECURE),
                url.getHost(),
                url.getPort() < 0 ? RedisWire.PORT : url.getPort(),
                path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)),
                URLDecoder.decode(query.substring(STREAM.length()), StandardCharsets.UTF_8),
                login(request.headers()));
    }

    private static Optional<String> login(List<Header> headers) {
        return Header.first(headers, RedisWire.LOGIN)
                .map(value -> Base64.getDecoder().decode(value))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The same place as the wire knows places. */
    URI dialled() {
        return URI.create("%s://%s:%d/".formatted(secure ? "https" : "http", host, port));
    }

    /** Name and password, when it needs one. */
    Optional<String[]> nameAndPassword() {
        return login.map(each -> each.split(":", 2));
    }

    /** Whose connections may serve another: all but the stream. */
    StreamAddress withoutStream() {
        return new StreamAddress(secure, host, port, database, "", login);
    }

    /** The URL of a stream at a server's URL. */
    static URI url(URI server, String stream) {
        return URI.create(
                server + "?" + STREAM + URLEncoder.encode(stream, StandardCharsets.UTF_8));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "%s:%d/%d".formatted(host, port, database);
    }
}
