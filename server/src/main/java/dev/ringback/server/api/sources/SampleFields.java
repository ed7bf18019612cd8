package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.receiving.Inbound;
import dev.ringback.server.receiving.Rejected.Arrival;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a request that somebody makes up: its headers, its query and its body. */
final class SampleFields {

    private static final int QUERY = 8_000;
    private static final String WANTED = "must be an object of texts, or of lists of texts";

    private SampleFields() {}

    static Inbound read(JsonFields fields, Instant now) {
        List<Header> headers = new ArrayList<>();
        for (String[] pair : pairs(fields, "headers")) {
            try {
                headers.add(new Header(pair[0], pair[1]));
            } catch (IllegalArgumentException _) {
                fields.problem("headers", "must have names, and no line breaks");
            }
        }
        String query = query(fields);
        String target = "/in/sample" + (query.isEmpty() ? "" : "?" + query);
        var arrival = new Arrival("POST", target, target, headers, body(fields));
        return new Inbound(arrival, Optional.empty(), now);
    }

    /** A text is the query as it stands in a URL. */
    private static String query(JsonFields fields) {
        if (fields.isText("query")) {
            return fields.text("query", QUERY)
                    .map(text -> text.replaceFirst("^\\?", ""))
                    .orElse("");
        }
        return pairs(fields, "query").stream()
                .map(pair -> encoded(pair[0]) + "=" + encoded(pair[1]))
                .collect(Collectors.joining("&"));
    }

    /** A text is the body itself; anything else is its JSON. */
    private static Payload body(JsonFields fields) {
        Optional<Payload> raw = fields.raw("body");
        return raw.map(given ->
                        JsonTree.read(given).flatMap(JsonTree::text).map(Payload::of).orElse(given))
                .orElse(Payload.EMPTY);
    }

    private static List<String[]> pairs(JsonFields fields, String name) {
        if (fields.object(name).isEmpty()) {
            return List.of();
        }
        JsonObject object = fields.raw(name).flatMap(JsonTree::readObject).orElseThrow();
        List<String[]> pairs = new ArrayList<>();
        object.members()
                .forEach(member -> {
                    Stream<JsonTree> values =
                            member.value().isArray()
                                    ? member.value().elements()
                                    : Stream.of(member.value());
                    values.forEach(value -> {
                        if (value.isText()) {
                            pairs.add(new String[] {member.name(), value.plain()});
                        } else {
                            fields.problem(name, WANTED);
                        }
                    });
                });
        return pairs;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
