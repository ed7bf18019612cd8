package dev.ringback.server.json;

import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.ArrayNode;

/** Which sorts of values an array has, however many they are. */
public final class Sorts {

    private Sorts() {}

    /** An array with one value of each sort; the parser, which stands before it, is closed. */
    static ArrayNode in(JsonParser parser) {
        ArrayNode sorts = Json.array();
        try (parser) {
            parser.nextToken();
            for (JsonToken sort : scanned(parser)) {
                switch (sort) {
                    case VALUE_STRING -> sorts.add("");
                    case VALUE_NUMBER_INT -> sorts.add(1);
                    case VALUE_NUMBER_FLOAT -> sorts.add(0.5);
                    case VALUE_TRUE, VALUE_FALSE -> sorts.add(true);
                    case START_OBJECT -> sorts.addObject();
                    case START_ARRAY -> sorts.addArray();
                    default -> sorts.addNull();
                }
            }
        }
        return sorts;
    }

    /** The sorts of the array that was begun, up to its end. */
    public static Set<JsonToken> scanned(JsonParser parser) {
        Set<JsonToken> sorts = EnumSet.noneOf(JsonToken.class);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            sorts.add(parser.currentToken());
            parser.skipChildren();
        }
        return sorts;
    }
}
