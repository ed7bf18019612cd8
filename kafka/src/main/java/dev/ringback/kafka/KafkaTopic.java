package dev.ringback.kafka;

import dev.ringback.kafka.KafkaPlace.Who;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A topic, to somebody. Its URL is {@code kafkas://host:port/mechanism?servers/topic}, both
 * encoded, or {@code kafka} without TLS; who it is stands in a header, {@link QueueProtocol#LOGIN}.
 *
 * @param servers those that may be asked first
 */
record KafkaTopic(List<KafkaPlace> servers, String name) {

    /** The topic that a request names. */
    static KafkaTopic of(Request request) {
        return of(request.url(), QueueProtocol.login(request));
    }

    /** The topic of a URL. */
    static KafkaTopic of(URI url, Optional<String> login) {
        String[] parts = url.getRawQuery().split("/", 2);
        boolean secure = url.getScheme().equals(KafkaProtocol.SECURE);
        var who = new Who(secure, url.getPath().substring(1), login);
        return new KafkaTopic(
                Stream.of(decoded(parts[0]).split(",")).map(each -> server(each, who)).toList(),
                decoded(parts[1]));
    }

    private static KafkaPlace server(String text, Who who) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        boolean six = host.startsWith("[");
        return new KafkaPlace(
                six ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(text.substring(colon + 1)),
                who);
    }

    static URI url(boolean secure, List<String> servers, String mechanism, String topic) {
        return URI.create(
                "%s://%s/%s?%s/%s"
                        .formatted(
                                secure ? KafkaProtocol.SECURE : KafkaProtocol.PLAIN,
                                servers.getFirst(),
                                mechanism,
                                encoded(String.join(",", servers)),
                                encoded(topic)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
