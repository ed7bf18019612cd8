package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Durations;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Spread;
import dev.ringback.server.receiving.Consumers;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.RotatedSecret;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.sources.TransformVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A source as the API shows it: everything but what is secret. */
record SourceView(
        String id,
        String name,
        Optional<String> url,
        String provider,
        @Omitted Optional<String> upstream,
        @Omitted Optional<QueueView> queue,
        @Omitted Optional<JsonTree> scheme,
        List<EndingView> secrets,
        List<EndingView> tokens,
        List<String> contextFields,
        Optional<String> publicUrl,
        Optional<String> tolerance,
        String type,
        String dedupeWindow,
        Optional<String> transform,
        @Omitted Optional<Integer> transformVersion,
        Optional<JsonTree> schema,
        String filter,
        List<String> allowIps,
        List<String> allowTypes,
        List<String> denyTypes,
        int maxBody,
        String state,
        List<String> warnings,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    private static final String OPEN =
            "Nothing is verified: whoever knows the URL can send events.";
    private static final String NO_SECRET =
            "There is no secret that holds, so every request is rejected.";
    private static final String BODY =
            "What the provider sends to prove itself does not cover the body.";

    /** A secret or a token, without what is secret. */
    record EndingView(String id, Instant addedAt, Optional<Instant> endsAt) {

        static EndingView of(RotatedSecret ending) {
            return new EndingView(ending.id(), ending.addedAt(), ending.endsAt());
        }
    }

    /** A source with a token that was made for it. */
    record WithToken(@Spread SourceView source, String token) {

        @Override
        public String toString() {
            return "WithToken[%s]".formatted(source.id());
        }
    }

    /**
     * The view of a source.
     *
     * @param base by which this server is reached, unless the source has one of its own
     * @param status how it fares with its queue
     */
    static SourceView of(
            LiveSource live, String base, Instant now, Optional<Consumers.Status> status) {
        Source source = live.source();
        SourceTrust trust = source.trust();
        SourceIntake intake = source.intake();
        return new SourceView(
                source.id(),
                source.name(),
                source.queue().isPresent() ? Optional.empty() : Optional.of(live.url(base)),
                trust.provider(),
                source.upstream().map(Source.OfUpstream::name),
                source.queue().map(each -> QueueView.of(each, status)),
                trust.scheme().flatMap(text -> JsonTree.read(Payload.of(text))),
                trust.secrets().stream().map(EndingView::of).toList(),
                source.queue().isPresent()
                        ? List.of()
                        : source.tokens().stream().map(EndingView::of).toList(),
                contextFields(trust),
                trust.publicUrl(),
                trust.tolerance().map(Durations::text),
                intake.type(),
                Durations.text(intake.dedupeWindow()),
                intake.transform().map(each -> each.script().text()),
                intake.transform().map(TransformVersion::number),
                intake.schema().flatMap(text -> JsonTree.read(Payload.of(text))),
                intake.filter(),
                intake.allowIps(),
                intake.allowTypes(),
                intake.denyTypes(),
                intake.maxBody(),
                source.enabled() ? "enabled" : "disabled",
                warnings(live, now),
                source.revision(),
                source.createdAt(),
                source.updatedAt());
    }

    /** Some of what a context holds is secret, so only the names are shown. */
    private static List<String> contextFields(SourceTrust trust) {
        return JsonTree.read(Payload.of(trust.context().reveal()))
                .map(tree -> tree.members().map(JsonTree.Member::name).toList())
                .orElse(List.of());
    }

    private static List<String> warnings(LiveSource live, Instant now) {
        if (live.scheme().open()) {
            return live.source().queue().isPresent() ? List.of() : List.of(OPEN);
        }
        boolean bare = live.source().trust().secrets().stream().noneMatch(each -> each.holds(now));
        if (bare && live.scheme().needsSecret()) {
            return List.of(NO_SECRET);
        }
        return live.scheme().coversBody() ? List.of() : List.of(BODY);
    }
}
