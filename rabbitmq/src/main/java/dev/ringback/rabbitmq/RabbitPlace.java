package dev.ringback.rabbitmq;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A virtual host of a server, as somebody. The URL of what takes messages there is {@code
 * amqp://host:port/vhost?exchange/key}, both encoded, or {@code amqps} for TLS; who it is stands in
 * a header, {@link QueueProtocol#LOGIN}.
 *
 * @param secure over TLS
 * @param login name and password with a colon between them
 */
public record RabbitPlace(
        boolean secure, String host, int port, String virtualHost, Optional<String> login) {

    private static final int PORT = 5672;
    private static final int SECURE_PORT = 5671;
    private static final String USUAL = "guest";

    /** What takes a message: an exchange, or the one without a name, whose keys are queues. */
    record Target(String exchange, String key) {}

    /** The place that a request names. */
    static RabbitPlace of(Request request) {
        return of(request.url(), QueueProtocol.login(request));
    }

    /** The place that a URL names. */
    static RabbitPlace of(URI url, Optional<String> login) {
        boolean secure = url.getScheme().equals(RabbitProtocol.SECURE);
        String path = Optional.ofNullable(url.getPath()).orElse("");
        return new RabbitPlace(
                secure,
                url.getHost(),
                url.getPort() >= 0 ? url.getPort() : secure ? SECURE_PORT : PORT,
                path.length() < 2 ? "/" : path.substring(1),
                login);
    }

    /** What a request names as its target. */
    static Target target(Request request) {
        return target(request.url());
    }

    /** What a URL names as its target. */
    static Target target(URI url) {
        String[] parts = Optional.ofNullable(url.getRawQuery()).orElse("/").split("/", 2);
        return new Target(decoded(parts[0]), decoded(parts[1]));
    }

    /** The URL of a target at a server's URL. */
    static URI url(URI server, String exchange, String key) {
        return URI.create(server + "?" + encoded(exchange) + "/" + encoded(key));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The same place as the wire knows places. */
    URI dialled() {
        return URI.create("%s://%s:%d/".formatted(secure ? "https" : "http", host, port));
    }

    String user() {
        return login.map(each -> each.split(":", 2)[0]).orElse(USUAL);
    }

    String password() {
        return login.map(each -> each.split(":", 2)[1]).orElse(USUAL);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, virtualHost);
    }
}
