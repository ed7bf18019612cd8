package dev.ringback.protocol.providers.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON of strangers: in one pass, at most {@value #DEPTH} deep, and only what is asked for.
 *
 * <p>The whole document has to be right all the same. A name that is asked for and comes twice
 * makes it unreadable, since two readers could see two different values.
 */
public final class JsonBody {

    /** How deep a document may be. */
    public static final int DEPTH = 200;

    private static final int LONGEST_NUMBER = 1_000;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .maxNumberLength(LONGEST_NUMBER)
                                    .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    private JsonBody() {}

    /**
     * Reads a document.
     *
     * @param bytes UTF-8, as received
     * @param asked what is kept; the rest is only checked
     * @return what was asked for, or nothing when this is not one JSON document
     */
    public static Optional<ParsedJson> read(byte[] bytes, JsonPaths asked) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            ParsedJson tree = value(parser, asked);
            return parser.nextToken() == null ? Optional.of(tree) : Optional.empty();
        } catch (JacksonException | TwiceException unreadable) {
            return Optional.empty();
        }
    }

    private static ParsedJson value(JsonParser parser, JsonPaths asked) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> members(parser, asked);
            case START_ARRAY -> items(parser, asked);
            case VALUE_STRING -> new ParsedJson.Leaf(ParsedJson.Kind.TEXT, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new ParsedJson.Leaf(ParsedJson.Kind.NUMBER, parser.getString());
            case VALUE_TRUE -> new ParsedJson.Leaf(ParsedJson.Kind.FLAG, "true");
            case VALUE_FALSE -> new ParsedJson.Leaf(ParsedJson.Kind.FLAG, "false");
            default -> ParsedJson.Leaf.NOTHING;
        };
    }

    private static ParsedJson members(JsonParser parser, JsonPaths asked) {
        Map<String, ParsedJson> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Optional<JsonPaths> below = asked.below(name);
            if (below.isEmpty()) {
                parser.skipChildren();
            } else if (members.put(name, value(parser, below.get())) != null) {
                throw new TwiceException();
            }
        }
        return new ParsedJson.Members(members);
    }

    private static ParsedJson items(JsonParser parser, JsonPaths asked) {
        List<ParsedJson> items = new ArrayList<>();
        for (int place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
            Optional<JsonPaths> below = asked.below(Integer.toString(place));
            if (below.isPresent()) {
                items.add(value(parser, below.get()));
                continue;
            }
            parser.skipChildren();
            if (asked.reaches(place)) {
                items.add(ParsedJson.Leaf.NOTHING);
            }
        }
        return new ParsedJson.Items(items);
    }

    /** A name came twice in one object. */
    private static final class TwiceException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TwiceException() {
            super("a name came twice", null, false, false);
        }
    }
}
