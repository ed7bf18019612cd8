package dev.ringback.server.api.endpoints;

import static dev.ringback.server.api.surface.RequestBodies.given;
import static dev.ringback.server.api.surface.RequestBodies.word;

import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.net.json.JsonFields;
import dev.ringback.protocol.EventTypeGlob;
import dev.ringback.protocol.MalformedKeyException;
import dev.ringback.protocol.SigningKey;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.endpoints.Destination;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointWords;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.filters.Filter;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Reads the settings of an endpoint. A field that is absent leaves a setting as it is, null brings
 * its default back.
 */
record EndpointFields(DestinationFields destinations, RandomGenerator random) {

    private static final int SECRET = 256;

    /**
     * The next revision of an endpoint.
     *
     * @param fields what is asked for; wrong ones are noted there, and then the result is void
     * @param base what holds unless a field says otherwise
     */
    Endpoint read(JsonFields fields, Endpoint base, Instant now) {
        Destination destination = destinations.read(fields, base);
        Format format = given(fields, "format", format(fields), base.format(), Format.STANDARD);
        Optional<String> name = fields.text("name", ApiLimits.NAME);
        RetrySchedule kept = base.revision() == 0 ? usual(format) : base.retrySchedule();
        return new Endpoint(
                base.id(),
                base.project(),
                base.revision() + 1,
                base.edition() + 1,
                given(fields, "name", name, base.name(), ""),
                destinations.url(fields, base.url(), destination),
                destination,
                given(fields, "event_types", globs(fields), base.eventTypes(), List.of("*")),
                given(fields, "filter", filter(fields), base.filter(), ""),
                format,
                base.secrets(),
                signingKey(fields, base.signingKey()),
                given(
                        fields,
                        "headers",
                        ExtraHeaderFields.read(fields, base),
                        base.headers(),
                        List.of()),
                pace(fields, base.pace()),
                schedule(fields, kept, usual(format)),
                timeout(fields, base.timeout()),
                readinessCheck(fields, base, format, destination),
                base.state(),
                base.failing(),
                base.createdAt(),
                now);
    }

    /** The schedule of an endpoint of this format that names none. */
    static RetrySchedule usual(Format format) {
        return format.isInference() ? RetrySchedule.INFERENCE : RetrySchedule.STANDARD;
    }

    /** A symmetric key that the user gives, or a new one. */
    Secret secret(JsonFields fields) {
        Optional<String> text = fields.text("secret", SECRET);
        if (text.isEmpty()) {
            return new Secret(SymmetricKey.generate(random).reveal());
        }
        try {
            return new Secret(SymmetricKey.parseEndpointSecret(text.get()).reveal());
        } catch (MalformedKeyException e) {
            fields.problem("secret", "must be whsec_ and base64 of 24 to 64 bytes");
            return new Secret("");
        }
    }

    private static Optional<Format> format(JsonFields fields) {
        return word(
                fields,
                "format",
                "standard, inference, inference-legacy, prediction, openai, cloudevents or raw",
                Format::parse);
    }

    private static Optional<List<String>> globs(JsonFields fields) {
        Optional<List<String>> globs =
                fields.strings("event_types", ApiLimits.EVENT_TYPES, ApiLimits.WORD);
        if (globs.isEmpty()) {
            return globs;
        }
        if (globs.get().isEmpty()) {
            fields.problem("event_types", "must not be empty");
        }
        for (int i = 0; i < globs.get().size(); i++) {
            String field = "event_types[" + i + "]";
            EventTypeGlob.problemWith(globs.get().get(i))
                    .ifPresent(problem -> fields.problem(field, problem));
        }
        return globs;
    }

    private static Optional<String> filter(JsonFields fields) {
        return RequestBodies.text(fields, "filter", Filter.MAX_LENGTH, Filter::problemWith);
    }

    private Optional<Secret> signingKey(JsonFields fields, Optional<Secret> kept) {
        boolean wanted = given(fields, "ed25519", fields.bool("ed25519"), kept.isPresent(), false);
        if (!wanted || kept.isPresent()) {
            return wanted ? kept : Optional.empty();
        }
        return Optional.of(new Secret(SigningKey.generate(random).reveal()));
    }

    private static Endpoint.Pace pace(JsonFields fields, Endpoint.Pace kept) {
        Endpoint.Pace usual = EndpointDefaults.PACE;
        Optional<Integer> inFlight =
                fields.integer("max_in_flight", 1, ApiLimits.MAX_IN_FLIGHT).map(Long::intValue);
        Optional<Double> rate = fields.number("rate_per_second", 0, ApiLimits.RATE);
        Optional<LanePolicy.Ordering> ordering = ordering(fields);
        return new Endpoint.Pace(
                given(fields, "max_in_flight", inFlight, kept.maxInFlight(), usual.maxInFlight()),
                given(fields, "rate_per_second", rate, kept.ratePerSecond(), usual.ratePerSecond()),
                given(fields, "ordering", ordering, kept.ordering(), usual.ordering()),
                given(
                        fields,
                        "skip_superseded",
                        fields.bool("skip_superseded"),
                        kept.skipSuperseded(),
                        usual.skipSuperseded()));
    }

    /** It has two names, of which one suffices. */
    private static Optional<LanePolicy.Ordering> ordering(JsonFields fields) {
        Optional<LanePolicy.Ordering> ordering = ordering(fields, "ordering");
        Optional<LanePolicy.Ordering> order = ordering(fields, "order");
        if (ordering.isPresent() && order.isPresent() && !ordering.equals(order)) {
            fields.problem("order", "is ordering by another name, and differs from it");
        }
        return ordering.or(() -> order);
    }

    private static Optional<LanePolicy.Ordering> ordering(JsonFields fields, String name) {
        return word(fields, name, "none, fifo or subject", EndpointWords::ordering);
    }

    private static RetrySchedule schedule(
            JsonFields fields, RetrySchedule kept, RetrySchedule usual) {
        Optional<List<Duration>> delays =
                fields.durations(
                        "retry_schedule",
                        RetrySchedule.MAX_DELAYS,
                        Duration.ZERO,
                        RetrySchedule.MAX_DELAY);
        Optional<Double> jitter = fields.number("retry_jitter", 0, 0.5);
        return new RetrySchedule(
                given(fields, "retry_schedule", delays, kept.delays(), usual.delays()),
                given(fields, "retry_jitter", jitter, kept.jitter(), usual.jitter()));
    }

    private static Duration timeout(JsonFields fields, Duration kept) {
        Optional<Duration> timeout =
                fields.millis("timeout_ms", ApiLimits.MIN_TIMEOUT, Endpoint.MAX_TIMEOUT);
        return given(fields, "timeout_ms", timeout, kept, ApiLimits.TIMEOUT);
    }

    /** The question is inference.net's; other receivers may not expect it. */
    private static boolean readinessCheck(
            JsonFields fields, Endpoint base, Format format, Destination destination) {
        boolean asks = destination instanceof Destination.Http;
        boolean usual = asks && format.isInference();
        boolean kept = base.revision() == 0 ? usual : base.readinessCheck();
        boolean check =
                given(fields, "readiness_check", fields.bool("readiness_check"), kept, usual);
        if (check && !asks) {
            fields.problem("readiness_check", "is for endpoints of the kind http");
        }
        return check;
    }
}
