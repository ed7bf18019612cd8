package dev.ringback.server.api.endpoints;

import static dev.ringback.server.api.surface.RequestBodies.given;
import static dev.ringback.server.api.surface.RequestBodies.word;

import dev.ringback.net.json.JsonFields;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Destination.Http;
import dev.ringback.server.endpoints.Destination.RedisStream;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads where an endpoint is and what it is there.
 *
 * @param urls the rule for URLs of whatever scheme
 */
record DestinationFields(Function<String, UrlCheck> urls) {

    private static final String KINDS = "http or redis";
    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,4}");

    /** What it is; an endpoint stays what it was made as. */
    Destination read(JsonFields fields, Endpoint base) {
        Optional<String> asked = word(fields, "kind", KINDS, DestinationFields::kind);
        String kind = base.revision() == 0 ? asked.orElse(Http.WORD) : base.destination().word();
        if (asked.isPresent() && !asked.get().equals(kind)) {
            fields.problem("kind", "cannot be changed: the endpoint is made as " + kind);
        }
        return kind.equals(RedisStream.WORD) ? stream(fields, base) : new Http();
    }

    private static Optional<String> kind(String word) {
        return Optional.of(word).filter(it -> it.equals(Http.WORD) || it.equals(RedisStream.WORD));
    }

    private static RedisStream stream(JsonFields fields, Endpoint base) {
        var kept =
                base.destination() instanceof RedisStream known
                        ? known
                        : new RedisStream("", Optional.empty());
        String stream =
                kept.stream().isEmpty() || fields.has("stream")
                        ? fields.requiredText("stream", ApiLimits.NAME)
                        : kept.stream();
        Optional<Secret> credentials =
                given(
                        fields,
                        "credentials",
                        credentials(fields).map(Optional::of),
                        kept.credentials(),
                        Optional.empty());
        return new RedisStream(stream, credentials);
    }

    private static Optional<Secret> credentials(JsonFields fields) {
        return fields.object("credentials")
                .map(own -> {
                    String name = own.text("username", ApiLimits.NAME).orElse("");
                    String password = own.requiredText("password", ApiLimits.NAME);
                    if (name.indexOf(':') >= 0) {
                        own.problem("username", "must not have a colon");
                    }
                    own.rejectUnknown();
                    return new Secret(name + ":" + password);
                });
    }

    /** Its URL, of a scheme that goes with what it is. */
    URI url(JsonFields fields, URI kept, Destination destination) {
        boolean needed = kept.equals(EndpointDefaults.NOWHERE) || fields.isNull("url");
        if (!needed && !fields.has("url")) {
            return kept;
        }
        String text = fields.requiredText("url", Integer.MAX_VALUE);
        if (text.isEmpty()) {
            return kept;
        }
        return switch (urls.apply(text)) {
            case UrlCheck.Valid(URI url) -> {
                problemWith(url, destination).ifPresent(problem -> fields.problem("url", problem));
                yield url;
            }
            case UrlCheck.Invalid(String reason) -> {
                fields.problem("url", reason);
                yield kept;
            }
        };
    }

    private static Optional<String> problemWith(URI url, Destination destination) {
        boolean redis = url.getScheme().startsWith(RedisStream.WORD);
        return switch (destination) {
            case Http _ ->
                    redis ? Optional.of("the scheme is neither https nor http") : Optional.empty();
            case RedisStream _ -> {
                if (!redis) {
                    yield Optional.of("the scheme is neither rediss nor redis");
                }
                yield url.getRawQuery() == null && DATABASE.matcher(url.getRawPath()).matches()
                        ? Optional.empty()
                        : Optional.of("has more behind the port than the number of a database");
            }
        };
    }
}
