package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
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
final class Json {

    /**
     * A tree takes many times its text: ten megabytes of empty arrays would fill the heap. This is
     * more than the log probabilities of the longest answers need.
     */
    static final long MAX_TOKENS = 1_000_000;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /** Reads a document; empty when the bytes are none. */
    static Optional<JsonNode> read(Payload payload) {
        try {
            JsonNode node = MAPPER.readTree(payload.bytes());
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Reads an object; empty when the bytes are none. */
    static Optional<ObjectNode> readObject(Payload payload) {
        return read(payload).flatMap(Json::object);
    }

    /** The node as an object; empty when it is something else. */
    static Optional<ObjectNode> object(JsonNode node) {
        return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    /** The text of a member; empty when it is absent or no text. */
    static Optional<String> text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static Payload write(JsonNode node) {
        return Payload.of(MAPPER.writeValueAsBytes(node));
    }
}
