package dev.ringback.server.functions.sdk;

import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The answer in an answer: an app that streams says at once that it is there, then blanks for as
 * long as it works, and at last the true status, headers and body.
 */
record WrappedAnswer(int status, HeaderValues headers, Payload body) {

    /** What is inside; nothing when the body is something else. */
    static Optional<WrappedAnswer> unwrap(HeaderValues outer, byte[] body) {
        return JsonBody.read(body, JsonPaths.ALL)
                .filter(tree -> tree.text("/status").orElse("").matches("[1-5][0-9]{2}"))
                .filter(tree -> !tree.text("/status").orElse("").equals("201"))
                .map(tree ->
                        new WrappedAnswer(
                                Integer.parseInt(tree.text("/status").orElseThrow()),
                                new Merged(outer, inner(tree)),
                                body(tree)));
    }

    private static HeaderValues inner(ParsedJson tree) {
        Map<String, ParsedJson> members =
                tree.at("/headers").map(ParsedJson::members).orElse(Map.of());
        Map<String, List<String>> headers = new HashMap<>();
        members.forEach((name, value) -> {
            List<String> values = new ArrayList<>();
            value.text().ifPresent(values::add);
            value.items().forEach(each -> each.text().ifPresent(values::add));
            headers.put(name, values);
        });
        return HeaderValues.of(headers);
    }

    private static Payload body(ParsedJson tree) {
        return tree.at("/body")
                .map(body ->
                        body instanceof ParsedJson.Leaf(ParsedJson.Kind kind, String text)
                                        && kind == ParsedJson.Kind.TEXT
                                ? Payload.of(text)
                                : Payload.of(CanonicalJson.of(body).bytes()))
                .orElse(Payload.EMPTY);
    }

    /** Headers inside stand for those outside. */
    private record Merged(HeaderValues outer, HeaderValues inner) implements HeaderValues {

        @Override
        public List<String> named(String name) {
            List<String> own = inner.named(name);
            return own.isEmpty() ? outer.named(name) : own;
        }

        @Override
        public Set<String> names() {
            Set<String> names = new TreeSet<>(outer.names());
            names.addAll(inner.names());
            return names;
        }
    }
}
