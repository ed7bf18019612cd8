package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON value that is read whole, to be looked at or worded anew. Numbers keep every digit,
 * because requests and answers pass through here on their way to somebody else; an object with the
 * same key twice is refused, because its readers would not agree on what it says. What is not there
 * is a tree too, of nothing: one can ask it for members all the same.
 */
public sealed class JsonTree permits JsonObject {

    /**
     * A tree takes many times its text: ten megabytes of empty arrays would fill the heap. This is
     * more than the log probabilities of the longest answers need.
     */
    public static final long MAX_TOKENS = 1_000_000;

    /**
     * About what one value of a tree takes: its object, its place, and a number or a short text.
     */
    private static final long NODE = 64;

    static final JsonMapper MAPPER =
            JsonMapper.builder(Strictness.TREE.factory())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    final JsonNode node;

    JsonTree(JsonNode node) {
        this.node = node;
    }

    static JsonTree of(JsonNode node) {
        return node instanceof ObjectNode members ? new JsonObject(members) : new JsonTree(node);
    }

    /** A member of an object. */
    public record Member(String name, JsonTree value) {}

    /** Reads a document; empty when the bytes are none. */
    public static Optional<JsonTree> read(Payload payload) {
        try {
            return Optional.of(parsed(payload))
                    .filter(node -> !node.isMissingNode())
                    .map(JsonTree::of);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Reads an object; empty when the bytes are none. */
    public static Optional<JsonObject> readObject(Payload payload) {
        return read(payload).flatMap(JsonTree::object);
    }

    /** Why bytes are no document; empty when they are one. */
    public static Optional<String> problemWith(Payload payload) {
        try {
            return parsed(payload).isMissingNode() ? Optional.of("is empty") : Optional.empty();
        } catch (JacksonException e) {
            return Optional.of("is not JSON: " + JsonTrouble.words(e));
        }
    }

    private static JsonNode parsed(Payload payload) {
        if (Strictness.TREE.beginsWrong(payload.bytes())) {
            boolean mark = (payload.bytes()[0] & 0xFF) == 0xEF;
            throw new StreamReadException(
                    mark ? "a byte order mark stands before it" : "it is not UTF-8");
        }
        return MAPPER.readTree(payload.bytes());
    }

    /**
     * About how many bytes a tree takes beside its texts, as its values are counted; those of what
     * is no JSON end where that shows.
     */
    public static long treeBytes(Payload payload) {
        long values = 0;
        try (JsonParser parser = Strictness.TREE.parser(payload.bytes(), 0, payload.size())) {
            while (parser.nextToken() != null) {
                values++;
            }
        } catch (JacksonException _) {
            // Nor is more than that read of it.
        }
        return NODE * values;
    }

    /** The tree of what {@link JsonObject#put} takes. */
    public static JsonTree of(Object value) {
        return of(JsonObject.node(value));
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isText() {
        return node.isString();
    }

    public boolean isNumber() {
        return node.isNumber();
    }

    /** Whether it is a number without fraction and exponent. */
    public boolean isWhole() {
        return node.isIntegralNumber();
    }

    public boolean isNull() {
        return node.isNull();
    }

    /** Whether it is a text, a number or a truth value. */
    public boolean isPlain() {
        return node.isValueNode() && !isAbsent();
    }

    /** Whether it is not there, or null. */
    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /** Whether it holds nothing, as an empty array does, a text or what is not there. */
    public boolean isEmpty() {
        return node.isEmpty();
    }

    /** The same; empty when it is not there, or null. */
    public Optional<JsonTree> given() {
        return Optional.of(this).filter(each -> !each.isAbsent());
    }

    /** How many elements or members it has. */
    public int size() {
        return node.size();
    }

    public boolean has(String member) {
        return node.has(member);
    }

    /** A member. */
    public JsonTree at(String member) {
        return of(node.path(member));
    }

    /** An element. */
    public JsonTree at(int place) {
        return of(node.path(place));
    }

    /** What a JSON pointer such as {@code /response/usage} leads to. */
    public JsonTree find(String pointer) {
        return of(node.at(pointer));
    }

    /** The elements of an array, or what the members of an object are. */
    public Stream<JsonTree> elements() {
        return node.valueStream().map(JsonTree::of);
    }

    /** The members of an object in their order; none when it is something else. */
    public Stream<Member> members() {
        return node.properties().stream()
                .map(each -> new Member(each.getKey(), of(each.getValue())));
    }

    /** The same as an object; empty when it is none. */
    public Optional<JsonObject> object() {
        return this instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /** What a text says; empty when it is something else. */
    public Optional<String> text() {
        return node.stringValueOpt();
    }

    /** The text of a member; empty when it is absent or no text. */
    public Optional<String> text(String member) {
        return at(member).text();
    }

    /** A text, number or truth value as a text; what stands there otherwise is empty. */
    public String plain() {
        return node.asString("");
    }

    /**
     * The number that it is, which must be whole.
     *
     * @throws RuntimeException when it is not, or too large
     */
    public long whole() {
        return node.longValue();
    }

    /** The same with 32 bits. */
    public int count() {
        return node.intValue();
    }

    public long whole(String member) {
        return at(member).whole();
    }

    public int count(String member) {
        return at(member).count();
    }

    /** The number of a member; the other one when it is none, or not whole. */
    public long whole(String member, long otherwise) {
        return node.path(member).longValue(otherwise);
    }

    public int count(String member, int otherwise) {
        return node.path(member).intValue(otherwise);
    }

    /** Whether a member is true. */
    public boolean isTrue(String member) {
        return node.path(member).booleanValue(false);
    }

    /** Its bytes. */
    public Payload payload() {
        return Payload.of(MAPPER.writeValueAsBytes(node));
    }

    /** Its text over several lines, for people. */
    public String pretty() {
        return node.toPrettyString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonTree tree && node.equals(tree.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    /** Its text. */
    @Override
    public String toString() {
        return node.toString();
    }
}
