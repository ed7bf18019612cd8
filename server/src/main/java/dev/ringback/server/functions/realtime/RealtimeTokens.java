package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.wire.SealedTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that let their bearer listen to some topics of a channel.
 *
 * @param tokens seals and opens
 */
public record RealtimeTokens(SealedTokens tokens) {

    private static final String WHAT = "listening";

    /** A token, good until a moment. */
    String of(Topics topics, Instant until) {
        return tokens.seal(
                WHAT,
                CanonicalJson.object(
                                Map.of(
                                        "project", CanonicalJson.of(topics.project().value()),
                                        "channel", CanonicalJson.of(topics.channel()),
                                        "topics",
                                                CanonicalJson.array(
                                                        topics.names().stream()
                                                                .map(CanonicalJson::of)
                                                                .toList()),
                                        "until", CanonicalJson.of(until.toEpochMilli())))
                        .toString());
    }

    /** For what a run of a durable endpoint streams. */
    public String ofStream(ProjectId project, String run, Instant until) {
        return of(new Topics(project, run, Set.of(Topics.STREAM)), until);
    }

    /** What may be listened to with a token; empty when it is none, or not good any more. */
    Optional<Topics> open(String token, Instant now) {
        return tokens.open(WHAT, token)
                .flatMap(text -> CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .map(CanonicalJson::parsed)
                .filter(says -> until(says).isAfter(now))
                .map(says ->
                        new Topics(
                                new ProjectId(says.text("/project").orElseThrow()),
                                says.text("/channel").orElseThrow(),
                                says.at("/topics").orElse(ParsedJson.Leaf.NOTHING).items().stream()
                                        .flatMap(each -> each.text().stream())
                                        .collect(Collectors.toUnmodifiableSet())));
    }

    private static Instant until(ParsedJson says) {
        return Instant.ofEpochMilli(Long.parseLong(says.text("/until").orElse("0")));
    }
}
