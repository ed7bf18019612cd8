package dev.ringback.protocol.providers.request;

import dev.ringback.protocol.providers.keys.Digests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A text with holes, written {@code v0:{timestamp}:{body}}. */
public record Template(List<Part> parts) {

    /**
     * A piece of it.
     *
     * @param hole what fills it, when it is a hole
     */
    public record Part(String text, Optional<ValuePlace> hole) {}

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a template. Braces that hold no known place are text, as in JSON.
     *
     * @throws MalformedSchemeException when a hole begins like a known place and is none
     */
    public static Template parse(String text, String field) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String inner = text.substring(open + 1, close);
            Optional<ValuePlace> hole = ValuePlace.parse(inner);
            if (hole.isPresent()) {
                parts.add(new Part(text.substring(from, open), Optional.empty()));
                parts.add(new Part("", hole));
                from = close + 1;
            } else if (inner.matches("[a-z0-9_]+(:[^\"{]*)?")) {
                throw new MalformedSchemeException(
                        field, "has an unknown placeholder {" + inner + "}");
            }
        }
        parts.add(new Part(text.substring(from), Optional.empty()));
        return new Template(parts.stream().filter(each -> !each.equals(EMPTY)).toList());
    }

    private static final Part EMPTY = new Part("", Optional.empty());

    /** What fills its holes. */
    public Stream<ValuePlace> holes() {
        return parts.stream().flatMap(each -> each.hole().stream());
    }

    /** Whether a place is a hole of it. */
    public boolean has(ValuePlace.Kind kind) {
        return holes().anyMatch(each -> each.kind() == kind);
    }

    /** The text with its holes filled; nothing when a value is missing. */
    public Optional<String> fill(
            Function<ValuePlace, Optional<String>> values, UnaryOperator<String> escape) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (part.hole().isEmpty()) {
                out.append(part.text());
                continue;
            }
            Optional<String> value = values.apply(part.hole().get());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            out.append(escape.apply(value.get()));
        }
        return Optional.of(out.toString());
    }

    /** The first place for which there is no value. */
    public Optional<ValuePlace> missing(Function<ValuePlace, Optional<String>> values) {
        return holes().filter(
                        each -> each.kind() != ValuePlace.Kind.BODY && values.apply(each).isEmpty())
                .findFirst();
    }

    /** The bytes with the holes filled, none of which is missing. */
    public byte[][] bytes(Function<ValuePlace, Optional<String>> values, byte[] body) {
        return parts.stream()
                .map(part ->
                        part.hole().isEmpty()
                                ? Digests.utf8(part.text())
                                : bytes(part.hole().get(), values, body))
                .toArray(byte[][]::new);
    }

    private static byte[] bytes(
            ValuePlace hole, Function<ValuePlace, Optional<String>> values, byte[] body) {
        return hole.kind() == ValuePlace.Kind.BODY
                ? body
                : Digests.utf8(values.apply(hole).orElse(""));
    }
}
