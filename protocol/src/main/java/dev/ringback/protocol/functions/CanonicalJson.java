package dev.ringback.protocol.functions;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A JSON value in the canonical form of RFC 8785: no blanks, names in the order of their UTF-16
 * units, numbers as JavaScript writes them. What is made of such values is canonical, too, so a
 * value that is kept is put into a larger one without being read again.
 */
public final class CanonicalJson {

    /** {@code null}. */
    public static final CanonicalJson NULL = new CanonicalJson("null");

    private final String text;

    private CanonicalJson(String text) {
        this.text = text;
    }

    /**
     * Reads a document.
     *
     * @param utf8 as received, at most {@value JsonBody#DEPTH} deep
     * @return its canonical form; nothing when it is no JSON, names a member twice, or has a number
     *     that is no double
     */
    public static Optional<CanonicalJson> read(byte[] utf8) {
        return JsonBody.read(utf8, JsonPaths.ALL).flatMap(CanonicalJson::ofDoubles);
    }

    /** The same of a value that was read whole; nothing when it has a number that is no double. */
    public static Optional<CanonicalJson> ofDoubles(ParsedJson tree) {
        return isOfDoubles(tree) ? Optional.of(of(tree)) : Optional.empty();
    }

    /** The canonical form of a value that was read whole. */
    public static CanonicalJson of(ParsedJson tree) {
        return new CanonicalJson(JsonText.CANONICAL.of(tree));
    }

    /** A string. */
    public static CanonicalJson of(String text) {
        return new CanonicalJson(JsonText.quoted(text));
    }

    /** A whole number of at most 2^53, either way: others are no double. */
    public static CanonicalJson of(long number) {
        if (Math.abs(number) > 1L << 53) {
            throw new IllegalArgumentException(number + " is more than a double holds exactly");
        }
        return new CanonicalJson(Long.toString(number));
    }

    /** {@code true} or {@code false}. */
    public static CanonicalJson of(boolean flag) {
        return new CanonicalJson(Boolean.toString(flag));
    }

    /** An array. */
    public static CanonicalJson array(List<CanonicalJson> items) {
        return new CanonicalJson(
                items.stream().map(item -> item.text).collect(Collectors.joining(",", "[", "]")));
    }

    /** An object, whatever the order of the map. */
    public static CanonicalJson object(Map<String, CanonicalJson> members) {
        return new CanonicalJson(
                new TreeMap<>(members)
                        .entrySet().stream()
                                .map(each ->
                                        JsonText.quoted(each.getKey()) + ":" + each.getValue().text)
                                .collect(Collectors.joining(",", "{", "}")));
    }

    /** The value, to be looked at. */
    public ParsedJson parsed() {
        return JsonBody.read(bytes(), JsonPaths.ALL)
                .orElseThrow(() -> new IllegalStateException("canonical JSON cannot be read"));
    }

    /** How many bytes its text has in UTF-8. */
    public long size() {
        long size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            // A pair of surrogates is four bytes, so each of them is two.
            size += each < 0x80 ? 0 : each < 0x800 || Character.isSurrogate(each) ? 1 : 2;
        }
        return size;
    }

    /** Its text in UTF-8. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isOfDoubles(ParsedJson tree) {
        if (tree instanceof ParsedJson.Leaf leaf) {
            return leaf.kind() != ParsedJson.Kind.NUMBER
                    || Double.isFinite(Double.parseDouble(leaf.written()));
        }
        return tree.items().stream().allMatch(CanonicalJson::isOfDoubles)
                && tree.members().values().stream().allMatch(CanonicalJson::isOfDoubles);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalJson json && text.equals(json.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Its text. */
    @Override
    public String toString() {
        return text;
    }
}
