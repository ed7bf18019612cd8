package dev.ringback.net.json;

import dev.ringback.kernel.Payload;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as trees. Numbers keep every digit, because requests and answers pass through here on their
 * way to somebody else; an object with the same key twice is refused, because its readers would not
 * agree on what it says.
 */
public final class Json {

    /**
     * A tree takes many times its text: ten megabytes of empty arrays would fill the heap. This is
     * more than the log probabilities of the longest answers need.
     */
    public static final long MAX_TOKENS = 1_000_000;

    /**
     * About what one value of a tree takes: its object, its place, and a number or a short text.
     */
    private static final long NODE = 64;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(Strictness.TREE.factory())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /** Reads a document; empty when the bytes are none. */
    public static Optional<JsonNode> read(Payload payload) {
        try {
            return Optional.of(parsed(payload)).filter(node -> !node.isMissingNode());
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Why bytes are no document; empty when they are one. */
    public static Optional<String> problemWith(Payload payload) {
        try {
            return parsed(payload).isMissingNode() ? Optional.of("is empty") : Optional.empty();
        } catch (JacksonException e) {
            return Optional.of("is not JSON: " + e.getOriginalMessage());
        }
    }

    private static JsonNode parsed(Payload payload) {
        if (Strictness.TREE.beginsWrong(payload.bytes())) {
            throw new StreamReadException("it is not UTF-8");
        }
        return MAPPER.readTree(payload.bytes());
    }

    /** Reads an object; empty when the bytes are none. */
    public static Optional<ObjectNode> readObject(Payload payload) {
        return read(payload).flatMap(Json::object);
    }

    /** The node as an object; empty when it is something else. */
    public static Optional<ObjectNode> object(JsonNode node) {
        return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    /** The text of a member; empty when it is absent or no text. */
    public static Optional<String> text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
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

    /** A text. */
    public static JsonNode string(String text) {
        return MAPPER.getNodeFactory().stringNode(text);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Sets a member to a text or a number, or to null when there is none. */
    public static ObjectNode put(ObjectNode json, String member, Optional<?> value) {
        return json.set(member, value.<JsonNode>map(MAPPER::valueToTree).orElseGet(json::nullNode));
    }

    /** Its bytes. */
    public static Payload write(JsonNode node) {
        return Payload.of(MAPPER.writeValueAsBytes(node));
    }
}
