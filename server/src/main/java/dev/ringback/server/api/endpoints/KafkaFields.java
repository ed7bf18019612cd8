package dev.ringback.server.api.endpoints;

import static dev.ringback.server.api.surface.RequestBodies.word;

import dev.ringback.net.json.JsonFields;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.KafkaTopic;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads which topic of which Kafka.
 *
 * @param urls the rule for URLs of whatever scheme
 */
record KafkaFields(JsonFields fields, Function<String, UrlCheck> urls) {

    /** Kafka's own bound. */
    private static final int TOPIC = 249;

    /** Each is asked in turn when others are away. */
    private static final int SERVERS = 20;

    private static final int SERVER = 300;
    private static final Pattern WITH_PORT = Pattern.compile("[^/?#@]+:[0-9]{1,5}");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    KafkaTopic topic(Destination base) {
        var kept =
                base instanceof KafkaTopic known
                        ? known
                        : new KafkaTopic(List.of(), "", "", Optional.empty());
        String topic =
                kept.topic().isEmpty() || fields.has("topic")
                        ? fields.requiredText("topic", TOPIC)
                        : kept.topic();
        if (!topic.isEmpty() && !NAME.matcher(topic).matches()) {
            fields.problem("topic", "has letters, digits, full stops, hyphens and underscores");
        }
        Optional<Secret> login = CredentialFields.NAMED.read(fields, base);
        return new KafkaTopic(servers(kept), topic, mechanism(kept), login);
    }

    private List<String> servers(KafkaTopic kept) {
        List<String> given = given().orElse(kept.servers());
        if (given.isEmpty()) {
            fields.problem("servers", "must have one at least");
        }
        return given;
    }

    /** Kafka's own clients take a text with commas. */
    private Optional<List<String>> given() {
        if (!fields.isText("servers")) {
            return fields.strings("servers", SERVERS, SERVER);
        }
        return fields.text("servers", SERVERS * SERVER)
                .map(text -> Stream.of(text.split(",", -1)).map(String::strip).toList())
                .filter(this::areFew);
    }

    private boolean areFew(List<String> servers) {
        if (servers.size() > SERVERS) {
            fields.problem("servers", "must have at most %d items".formatted(SERVERS));
        }
        return servers.size() <= SERVERS;
    }

    private String mechanism(KafkaTopic kept) {
        String usual =
                kept.mechanism().isEmpty() ? KafkaTopic.MECHANISMS.getFirst() : kept.mechanism();
        return word(
                        fields,
                        "mechanism",
                        String.join(", ", KafkaTopic.MECHANISMS),
                        each -> Optional.of(each).filter(KafkaTopic.MECHANISMS::contains))
                .orElse(usual);
    }

    /** That of the first server; all of them have to be allowed. */
    URI url(URI kept, KafkaTopic topic) {
        if (fields.has("url")) {
            String _ = fields.requiredText("url", Integer.MAX_VALUE);
            fields.problem("url", "is said by servers");
        }
        boolean secure = fields.bool("tls").orElse(!KafkaTopic.WORD.equals(kept.getScheme()));
        String scheme = secure ? KafkaTopic.SECURE : KafkaTopic.WORD;
        URI first = kept;
        for (String server : topic.servers().reversed()) {
            first = url(scheme, server).orElse(first);
        }
        return first;
    }

    private Optional<URI> url(String scheme, String server) {
        if (!WITH_PORT.matcher(server).matches()) {
            fields.problem("servers", "must be host:port each");
            return Optional.empty();
        }
        return switch (urls.apply(scheme + "://" + server)) {
            case UrlCheck.Valid(URI url) -> Optional.of(url);
            case UrlCheck.Invalid(String reason) -> {
                boolean plain = reason.startsWith("the scheme");
                fields.problem(
                        plain ? "tls" : "servers",
                        plain ? "must not be false" : "%s: %s".formatted(server, reason));
                yield Optional.empty();
            }
        };
    }
}
