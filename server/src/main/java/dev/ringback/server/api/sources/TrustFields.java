package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.BaseUrl;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import dev.ringback.protocol.providers.Scheme;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.sources.NewSecrets;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.sources.SourceQueue;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Reads how requests of a source are verified.
 *
 * @param urls the rule for URLs that tenants name
 */
record TrustFields(RandomGenerator random, Function<String, UrlCheck> urls) {

    /** Stands for the provider that has yet to be given. */
    static final SourceTrust NOBODY =
            new SourceTrust(
                    "",
                    Optional.empty(),
                    SourceTrust.NO_CONTEXT,
                    List.of(),
                    Optional.empty(),
                    Optional.empty());

    SourceTrust read(JsonFields fields, Source base, Instant now) {
        SourceTrust kept = base.trust();
        String provider = provider(fields, kept.provider());
        Secret context = context(fields, kept.context());
        Optional<String> declared = declared(fields, provider, kept, context);
        Optional<Scheme> scheme = scheme(fields, provider, declared);
        return new SourceTrust(
                provider,
                declared,
                context,
                secrets(fields, kept, scheme, now),
                tolerance(fields, kept.tolerance()),
                publicUrl(fields, kept.publicUrl()));
    }

    private static String provider(JsonFields fields, String kept) {
        if (!fields.has("provider") && !kept.isEmpty()) {
            return kept;
        }
        String word = fields.requiredText("provider", ApiLimits.WORD);
        if (word.isEmpty()
                || word.equals(SourceTrust.CUSTOM)
                || SourceQueue.PROVIDERS.contains(word)) {
            return word;
        }
        Optional<Provider> found = Providers.builtIn().find(word);
        if (found.isEmpty()) {
            fields.problem("provider", ProviderWords.unknown(word));
        }
        return found.map(Provider::id).orElse("");
    }

    /** A context is one object; whoever changes it gives all of it. */
    private Secret context(JsonFields fields, Secret kept) {
        if (!fields.has("context")) {
            return kept;
        }
        if (fields.isNull("context")) {
            return SourceTrust.NO_CONTEXT;
        }
        if (fields.object("context").isEmpty()) {
            return kept;
        }
        String text = fields.raw("context").map(Payload::text).orElse("{}");
        try {
            SchemeContext.parse(text).jwksUrl().ifPresent(url -> allowed(fields, url));
        } catch (MalformedSchemeException e) {
            problem(fields, "context", e);
        }
        return new Secret(text);
    }

    private void allowed(JsonFields fields, URI keySet) {
        if (urls.apply(keySet.toString()) instanceof UrlCheck.Invalid(String reason)) {
            fields.problem("context.jwks_url", reason);
        }
    }

    /** The scheme of a custom source stands in its own field, or in its context. */
    private static Optional<String> declared(
            JsonFields fields, String provider, SourceTrust kept, Secret context) {
        boolean given = fields.isGiven("scheme");
        boolean reads = SourceQueue.PROVIDERS.contains(provider);
        if (!provider.equals(SourceTrust.CUSTOM) && !reads) {
            if (given && !provider.isEmpty()) {
                fields.problem("scheme", "is only for the provider custom and for queues");
            }
            return Optional.empty();
        }
        Optional<String> own =
                given && fields.object("scheme").isPresent()
                        ? fields.raw("scheme").map(Payload::text)
                        : Optional.empty();
        Optional<String> found =
                own.or(() -> inContext(context))
                        .or(() -> fields.isNull("scheme") ? Optional.empty() : kept.scheme());
        if (found.isEmpty() && !given && !reads) {
            fields.problem("scheme", "is required of the provider custom");
        }
        return found;
    }

    private static Optional<String> inContext(Secret context) {
        return switch (JsonFields.parse(Payload.of(context.reveal()))) {
            case JsonFields.Parsed.Fields(JsonFields members)
                    when members.object("scheme").isPresent() ->
                    members.raw("scheme").map(Payload::text);
            case JsonFields.Parsed.Fields _, JsonFields.Parsed.Malformed _ -> Optional.empty();
        };
    }

    private static Optional<Scheme> scheme(
            JsonFields fields, String provider, Optional<String> declared) {
        if (declared.isEmpty()) {
            return Providers.builtIn().find(provider).map(Provider::scheme);
        }
        try {
            return declared.map(Scheme::parse);
        } catch (MalformedSchemeException e) {
            problem(fields, "scheme", e);
            return Optional.empty();
        }
    }

    private static void problem(JsonFields fields, String field, MalformedSchemeException wrong) {
        String path = wrong.field();
        boolean named = path.equals(field) || path.startsWith(field + ".");
        String whole = path.isEmpty() ? field : named ? path : field + "." + path;
        fields.problem(whole, wrong.problem());
    }

    private List<RotatedSecret> secrets(
            JsonFields fields, SourceTrust kept, Optional<Scheme> scheme, Instant now) {
        Optional<List<String>> texts =
                fields.strings("secrets", SourceLimits.SECRETS, SourceLimits.SECRET);
        if (texts.isEmpty()) {
            return fields.isNull("secrets") ? List.of() : kept.secrets();
        }
        List<RotatedSecret> secrets = new ArrayList<>();
        for (int i = 0; i < texts.get().size(); i++) {
            String text = texts.get().get(i);
            String field = "secrets[" + i + "]";
            scheme.flatMap(each -> each.problemWithSecret(text))
                    .ifPresent(problem -> fields.problem(field, problem));
            secrets.add(NewSecrets.secret(text, random, now));
        }
        return secrets;
    }

    private static Optional<Duration> tolerance(JsonFields fields, Optional<Duration> kept) {
        Optional<Duration> read =
                fields.duration("tolerance", Duration.ZERO, SourceLimits.MAX_TOLERANCE);
        return read.or(() -> fields.isNull("tolerance") ? Optional.empty() : kept);
    }

    private static Optional<String> publicUrl(JsonFields fields, Optional<String> kept) {
        Optional<String> text = fields.text("public_url", Integer.MAX_VALUE);
        Optional<String> url = text.flatMap(BaseUrl::read);
        if (text.isPresent() && url.isEmpty()) {
            fields.problem("public_url", BaseUrl.EXPECTED);
        }
        return url.or(() -> fields.isNull("public_url") ? Optional.empty() : kept);
    }
}
