package dev.ringback.server.api.endpoints;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.endpoints.ExtraHeaders;
import dev.ringback.server.vault.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the extra headers of an endpoint: an object from names to values. Where there are some, it
 * says what is other than before, and null takes one away: nobody can read the others, so as to
 * send them back.
 */
final class ExtraHeaderFields {

    private static final String FIELD = "headers";
    private static final int SHOWN = 40;

    private ExtraHeaderFields() {}

    /** All headers that the endpoint has from now on; empty when nothing is said of them. */
    static Optional<List<SecretHeader>> read(JsonFields fields, Endpoint base) {
        Optional<Payload> raw = fields.raw(FIELD).filter(_ -> !fields.isNull(FIELD));
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        return switch (Outline.read(raw.get(), Strictness.REQUEST)) {
            case Outline.Reading.Malformed _ -> refuse(fields, FIELD, "must be an object");
            case Outline.Reading.Members(Outline members)
                    when members.names().size() > ExtraHeaders.MAX ->
                    refuse(
                            fields,
                            FIELD,
                            "must have at most %d members".formatted(ExtraHeaders.MAX));
            case Outline.Reading.Members(Outline members) -> headers(fields, members.names(), base);
        };
    }

    private static Optional<List<SecretHeader>> headers(
            JsonFields fields, Set<String> names, Endpoint base) {
        JsonFields values = fields.object(FIELD).orElseThrow();
        List<SecretHeader> headers = new ArrayList<>(base.headers());
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            boolean known = headers.removeIf(each -> each.name().equalsIgnoreCase(name));
            if (!known || !values.isNull(name)) {
                header(values, name, seen).ifPresent(headers::add);
            }
        }
        return headers.size() <= ExtraHeaders.MAX
                ? Optional.of(headers)
                : refuse(
                        fields,
                        FIELD,
                        "must have at most %d members, with those that stay"
                                .formatted(ExtraHeaders.MAX));
    }

    private static Optional<SecretHeader> header(JsonFields values, String name, Set<String> seen) {
        Optional<String> problem = ExtraHeaders.problemWithName(name);
        Optional<String> value = values.text(name, ExtraHeaders.MAX_VALUE);
        Optional<String> valueProblem = value.flatMap(ExtraHeaders::problemWithValue);
        if (values.isNull(name)) {
            return refuse(values, shown(name), "must be a text");
        }
        if (problem.isPresent()) {
            return refuse(values, shown(name), problem.get());
        }
        if (!seen.add(name.toLowerCase(Locale.ROOT))) {
            return refuse(values, shown(name), "is there twice");
        }
        if (valueProblem.isPresent()) {
            return refuse(values, shown(name), valueProblem.get());
        }
        return value.map(text -> new SecretHeader(name, new Secret(text)));
    }

    private static <T> Optional<T> refuse(JsonFields fields, String name, String detail) {
        fields.problem(name, detail);
        return Optional.empty();
    }

    private static String shown(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
    }
}
