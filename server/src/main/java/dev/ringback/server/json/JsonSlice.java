package dev.ringback.server.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value where it stands in somebody's bytes, so that it can be passed on verbatim. The bytes
 * have been checked by {@link JsonGrammar}.
 *
 * @param from index of its first byte
 * @param to index after its last byte
 */
public record JsonSlice(int from, int to) {

    /** Values are skipped, not built: what they hold needs no bound but the payload's own. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonGrammar.MAX_DEPTH)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    // Interned names are never freed soon, and strangers choose them.
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build();

    /** All of some bytes. */
    public static JsonSlice all(byte[] bytes) {
        return new JsonSlice(0, bytes.length);
    }

    /** The members of an object by name; none when it is not an object. */
    public Map<String, JsonSlice> members(byte[] json) {
        Map<String, JsonSlice> members = new LinkedHashMap<>();
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, current(parser));
                }
            }
        }
        return members;
    }

    /** The elements of an array; none when it is not an array. */
    public List<JsonSlice> elements(byte[] json) {
        List<JsonSlice> elements = new ArrayList<>();
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(current(parser));
                }
            }
        }
        return elements;
    }

    private JsonParser parser(byte[] json) {
        return JSON.createParser(ObjectReadContext.empty(), json, from, to - from);
    }

    private JsonSlice current(JsonParser parser) {
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return new JsonSlice(start, from + (int) parser.currentLocation().getByteOffset());
    }
}
