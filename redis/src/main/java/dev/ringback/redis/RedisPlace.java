package dev.ringback.redis;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A database of a server, as somebody. The URL of one of its streams is {@code
 * redis://host:port/database?stream=name}, or {@code rediss} for TLS; who it is stands in a header,
 * {@link QueueProtocol#LOGIN}.
 *
 * @param secure over TLS
 * @param login name and password with a colon between them; the name may be empty
 */
public record RedisPlace(
        boolean secure, String host, int port, int database, Optional<String> login) {

    private static final int PORT = 6379;
    private static final String STREAM = "stream=";

    /** The place that a request names. */
    static RedisPlace of(Request request) {
        return of(request.url(), QueueProtocol.login(request));
    }

    /** The place that a URL names. */
    static RedisPlace of(URI url, Optional<String> login) {
        String path = Optional.ofNullable(url.getRawPath()).orElse("");
        return new RedisPlace(
                url.getScheme().equals(RedisProtocol.SECURE),
                url.getHost(),
                url.getPort() < 0 ? PORT : url.getPort(),
                path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)),
                login);
    }

    /** The stream that a request names. */
    static String stream(Request request) {
        return stream(request.url());
    }

    /** The stream that a URL names. */
    static String stream(URI url) {
        String query = Optional.ofNullable(url.getRawQuery()).orElse(STREAM);
        return URLDecoder.decode(query.substring(STREAM.length()), StandardCharsets.UTF_8);
    }

    /** The URL of a stream at a server's URL. */
    static URI url(URI server, String stream) {
        return URI.create(
                server + "?" + STREAM + URLEncoder.encode(stream, StandardCharsets.UTF_8));
    }

    /** The same place as the wire knows places. */
    URI dialled() {
        return URI.create("%s://%s:%d/".formatted(secure ? "https" : "http", host, port));
    }

    /** Name and password, when it needs one. */
    Optional<String[]> nameAndPassword() {
        return login.map(each -> each.split(":", 2));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "%s:%d/%d".formatted(host, port, database);
    }
}
