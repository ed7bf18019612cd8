package dev.ringback.server.inference;

import dev.ringback.kernel.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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
public final class Json {

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
    public static Optional<JsonNode> read(Payload payload) {
        if (!mayBeUtf8(payload.bytes())) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(payload.bytes());
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /**
     * Requests are passed on and quoted as they are, so they must be what RFC 8259 asks for: UTF-8
     * without a byte order mark. The parser would take other encodings too.
     */
    private static boolean mayBeUtf8(byte[] bytes) {
        for (int i = 0; i < Math.min(2, bytes.length); i++) {
            if (bytes[i] == 0 || (bytes[i] & 0xFF) >= 0xEF) {
                return i == 1 && bytes[0] == '"';
            }
        }
        return true;
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

    /** Reads token by token; for bytes that were written here. */
    static JsonParser parser(byte[] bytes) {
        return MAPPER.createParser(bytes);
    }

    /**
     * The elements of an array that is a member of an object, each as it stands there; none when it
     * is not there. For bytes that have been read before.
     */
    static List<Payload> elements(Payload object, String member) {
        byte[] bytes = object.bytes();
        List<Payload> elements = new ArrayList<>();
        try (JsonParser parser = parser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(member);
                if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        elements.add(current(parser, bytes));
                    }
                }
                parser.skipChildren();
            }
        }
        return elements;
    }

    private static Payload current(JsonParser parser, byte[] bytes) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return Payload.of(Arrays.copyOfRange(bytes, start, end));
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Its bytes. */
    public static Payload write(JsonNode node) {
        return Payload.of(MAPPER.writeValueAsBytes(node));
    }
}
