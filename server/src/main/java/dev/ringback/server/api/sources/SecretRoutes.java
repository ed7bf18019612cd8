package dev.ringback.server.api.sources;

import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.NewSecrets;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The routes by which the token and the secrets of a source are replaced. */
record SecretRoutes(Surface surface, SourceWrites writes, Clock clock, RandomGenerator random) {

    private static final String SECRETS = SourceRoutes.ONE + "/secrets";

    List<Route> routes() {
        return List.of(
                surface.change(
                        "POST", SourceRoutes.ONE + "/rotate-token", Scope.WRITE, this::rotate),
                surface.change("POST", SECRETS, Scope.WRITE, this::add),
                surface.change("DELETE", SECRETS + "/{secret}", Scope.WRITE, this::end));
    }

    private Decision rotate(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    Duration overlap = overlap(fields).orElse(SourceLimits.OVERLAP);
                    return () -> rotated(request, live.source(), overlap);
                });
    }

    private Decision rotated(HttpRequest request, Source source, Duration overlap) {
        Instant now = clock.now();
        List<RotatedSecret> tokens =
                RotatedSecret.rotated(
                        source.tokens(),
                        NewSecrets.token(random, now),
                        overlap,
                        now,
                        SourceLimits.TOKENS);
        return writes.saveAndShowToken(request, 200, source.withTokens(tokens, now));
    }

    private Decision add(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    String text = secret(fields, live);
                    Optional<Duration> overlap = overlap(fields);
                    return () -> added(request, live.source(), text, overlap);
                });
    }

    static String secret(JsonFields fields, LiveSource live) {
        String text = fields.requiredText("secret", SourceLimits.SECRET);
        if (!text.isEmpty()) {
            live.scheme()
                    .problemWithSecret(text)
                    .ifPresent(problem -> fields.problem("secret", problem));
        }
        return text;
    }

    /** Without an overlap the others go on to hold: providers may use several. */
    private Decision added(
            HttpRequest request, Source source, String text, Optional<Duration> overlap) {
        Instant now = clock.now();
        List<RotatedSecret> before = source.trust().secrets();
        RotatedSecret next = NewSecrets.secret(text, random, now);
        List<RotatedSecret> after = new ArrayList<>(List.of(next));
        before.stream()
                .filter(each -> !each.secret().equals(next.secret()))
                .map(each -> overlap.map(length -> each.until(now.plus(length))).orElse(each))
                .forEach(after::add);
        long holding = after.stream().filter(each -> each.holds(now)).count();
        if (holding > SourceLimits.SECRETS) {
            return new Decision.Answer(
                    Problems.of(
                            409,
                            "too_many",
                            "the source has %d secrets that hold already; end one first"
                                    .formatted(SourceLimits.SECRETS)));
        }
        return writes.save(request, 201, source.withSecrets(kept(after, now), now));
    }

    private Decision end(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    Duration overlap = overlap(fields).orElse(Duration.ZERO);
                    return () ->
                            ended(request, live.source(), request.parameter("secret"), overlap);
                });
    }

    private Decision ended(HttpRequest request, Source source, String id, Duration overlap) {
        Instant now = clock.now();
        List<RotatedSecret> before = source.trust().secrets();
        if (before.stream().noneMatch(each -> each.id().equals(id))) {
            return new Decision.Answer(Problems.notFound("secret"));
        }
        List<RotatedSecret> after =
                before.stream()
                        .map(each -> each.id().equals(id) ? each.until(now.plus(overlap)) : each)
                        .toList();
        return writes.save(request, 200, source.withSecrets(kept(after, now), now));
    }

    /** A few that hold no more are kept, so that it can be said when one of them is used. */
    private static List<RotatedSecret> kept(List<RotatedSecret> all, Instant now) {
        List<RotatedSecret> holding = all.stream().filter(each -> each.holds(now)).toList();
        List<RotatedSecret> kept = new ArrayList<>(holding);
        all.stream()
                .filter(each -> !each.holds(now))
                .limit(SourceLimits.SECRETS)
                .forEach(kept::add);
        return kept;
    }

    private static Optional<Duration> overlap(JsonFields fields) {
        return fields.duration("overlap", Duration.ZERO, SourceLimits.MAX_OVERLAP);
    }
}
