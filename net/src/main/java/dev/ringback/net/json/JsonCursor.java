package dev.ringback.net.json;

import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * Goes through JSON value by value, forwards only, and builds nothing. It stands before the whole
 * first, and behind whatever it has entered once {@link #next} has said that nothing follows there.
 * {@link #read} bears bytes that are no JSON; what goes through others has been checked.
 */
public final class JsonCursor implements AutoCloseable {

    private final byte[] json;
    private final int base;
    private final int end;
    private final JsonParser parser;

    /** Whether the parser has already come to what follows the value. */
    private boolean ahead;

    private String name = "";
    private int at;

    private JsonCursor(byte[] json, int from, int to, Strictness strictness) {
        this.json = json;
        this.base = from;
        this.end = to;
        this.parser = strictness.parser(json, from, to - from);
    }

    /** A cursor before all of some bytes. */
    public static JsonCursor over(byte[] json, Strictness strictness) {
        return over(json, 0, json.length, strictness);
    }

    /**
     * Goes through all of some bytes.
     *
     * @throws MalformedTextException where they are no JSON
     */
    public static <T> T read(byte[] json, Strictness strictness, Function<JsonCursor, T> reading) {
        try (JsonCursor cursor = over(json, strictness)) {
            return reading.apply(cursor);
        } catch (JacksonException e) {
            throw new MalformedTextException(e);
        }
    }

    static JsonCursor over(byte[] json, int from, int to, Strictness strictness) {
        return new JsonCursor(json, from, to, strictness);
    }

    /** Steps to the next value here, past what has not been entered; false when there is none. */
    public boolean next() {
        if (!ahead) {
            parser.skipChildren();
            parser.nextToken();
        }
        ahead = false;
        JsonToken token = parser.currentToken();
        if (token == null || token.isStructEnd()) {
            return false;
        }
        if (token == JsonToken.PROPERTY_NAME) {
            name = parser.currentName();
            parser.nextToken();
        }
        at = offset();
        return true;
    }

    /** Goes into the array or object, before its first value. */
    public void enter() {
        parser.nextToken();
        ahead = true;
    }

    /** The name of the member that the value belongs to. */
    public String name() {
        return name;
    }

    public JsonType type() {
        return JsonType.of(json[at]);
    }

    /** Whether it is a number without fraction and exponent. */
    public boolean isWhole() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    public boolean isTrue() {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** What a text says, or a number as it is written. */
    public String text() {
        return parser.getString();
    }

    /** Where the value begins. */
    public int at() {
        return at;
    }

    /** The value where it stands; the last thing that is asked about it. */
    public JsonSlice slice() {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return new JsonSlice(json, at, base + (int) parser.currentLocation().getByteOffset());
        }
        // To finish a text would decode it: what follows says where it ends.
        ahead = true;
        int to = parser.nextToken() == null ? end : offset();
        while (isBetween(json[to - 1])) {
            to--;
        }
        return new JsonSlice(json, at, to);
    }

    private int offset() {
        return base + (int) parser.currentTokenLocation().getByteOffset();
    }

    private static boolean isBetween(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',';
    }

    /** Reads the value to its end, so that what is wrong in it is known. */
    void finish() {
        parser.skipChildren();
        parser.finishToken();
    }

    /** The line and column of the value, in words. */
    String place() {
        return place(parser.currentTokenLocation());
    }

    static String place(TokenStreamLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    @Override
    public void close() {
        parser.close();
    }
}
