package dev.ringback.server.api.sources;

import static dev.ringback.server.api.surface.RequestBodies.given;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.wire.guard.Network;
import dev.ringback.protocol.EventType;
import dev.ringback.protocol.EventTypeGlob;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.events.ReservedTypes;
import dev.ringback.server.filters.Filter;
import dev.ringback.server.schemas.SchemaFault;
import dev.ringback.server.schemas.Schemas;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceIntake;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.sources.SourceTrust;
import dev.ringback.server.sources.TransformVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Reads the settings of a source. A field that is absent leaves a setting as it is, null brings its
 * default back.
 */
record SourceFields(
        RandomGenerator random, TransformFields transforms, Schemas schemas, QueueFields queues) {

    private static final String BUSY =
            "cannot be looked at just now, for too much waits for its turn; try again";

    /**
     * The next revision of a source.
     *
     * @param fields what is asked for; wrong ones are noted there, and then the result is void
     * @param base what holds unless a field says otherwise
     */
    Source read(JsonFields fields, Source base, Instant now) {
        Optional<String> name = fields.text("name", ApiLimits.NAME);
        SourceTrust trust =
                new TrustFields(random, queues.destinations().urls()).read(fields, base, now);
        return new Source(
                base.id(),
                base.project(),
                base.revision() + 1,
                given(fields, "name", name, base.name(), ""),
                trust,
                intake(fields, base, now),
                base.tokens(),
                base.enabled(),
                base.createdAt(),
                now,
                queues.read(fields, base, trust.provider()),
                base.upstream());
    }

    private SourceIntake intake(JsonFields fields, Source base, Instant now) {
        SourceIntake kept = base.intake();
        SourceIntake usual = SourceIntake.USUAL;
        Optional<String> type =
                RequestBodies.text(fields, "type", EventType.MAX_CHARS, SourceFields::problemWith);
        Optional<Duration> window =
                fields.duration("dedupe_window", Duration.ZERO, SourceLimits.MAX_DEDUPE_WINDOW);
        Optional<String> filter =
                RequestBodies.text(fields, "filter", Filter.MAX_LENGTH, Filter::problemWith);
        Optional<Integer> most =
                fields.integer("max_body", 1, SourceLimits.MAX_BODY).map(Long::intValue);
        Optional<TransformVersion> transform = transforms.read(fields, kept, base.project(), now);
        int versions = transform.map(TransformVersion::number).orElse(0);
        return new SourceIntake(
                given(fields, "type", type, kept.type(), usual.type()),
                given(fields, "dedupe_window", window, kept.dedupeWindow(), usual.dedupeWindow()),
                transform,
                Math.max(versions, kept.transforms()),
                schema(fields, kept.schema(), base.project()),
                given(fields, "filter", filter, kept.filter(), usual.filter()),
                list(fields, "allow_ips", kept.allowIps(), SourceFields::problemWithAddress),
                list(fields, "allow_types", kept.allowTypes(), EventTypeGlob::problemWith),
                list(fields, "deny_types", kept.denyTypes(), EventTypeGlob::problemWith),
                given(fields, "max_body", most, kept.maxBody(), usual.maxBody()));
    }

    private Optional<String> schema(JsonFields fields, Optional<String> kept, ProjectId project) {
        if (!fields.has("schema")) {
            return kept;
        }
        if (fields.isNull("schema") || fields.object("schema").isEmpty()) {
            return Optional.empty();
        }
        String text = fields.raw("schema").orElse(Payload.EMPTY).text();
        Optional<String> problem =
                schemas.check(project, text)
                        .map(checked -> checked.fault().map(SchemaFault::toString))
                        .orElseGet(() -> Optional.of(BUSY));
        problem.ifPresent(detail -> fields.problem("schema", detail));
        return Optional.of(text);
    }

    private static Optional<String> problemWith(String type) {
        return EventType.problemWith(type)
                .or(() ->
                        ReservedTypes.is(type)
                                ? Optional.of("is a type that only the server gives")
                                : Optional.empty());
    }

    private static Optional<String> problemWithAddress(String text) {
        return Network.read(text).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "must be an IP address such as 10.0.0.7 or ::1, or a network such as"
                                + " 10.0.0.0/8");
    }

    private static List<String> list(
            JsonFields fields,
            String name,
            List<String> kept,
            Function<String, Optional<String>> check) {
        Optional<List<String>> texts = fields.strings(name, SourceLimits.LIST, ApiLimits.WORD);
        for (int i = 0; i < texts.map(List::size).orElse(0); i++) {
            String field = name + "[" + i + "]";
            check.apply(texts.get().get(i)).ifPresent(problem -> fields.problem(field, problem));
        }
        return given(fields, name, texts, kept, List.of());
    }
}
