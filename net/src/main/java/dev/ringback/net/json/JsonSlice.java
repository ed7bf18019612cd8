package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value where it stands in somebody's bytes, which have been checked. */
public final class JsonSlice {

    /** No value at all. */
    public static final JsonSlice NONE = all(new byte[0]);

    private final byte[] json;
    private final int from;
    private final int to;

    /**
     * A value.
     *
     * @param json not to be changed
     * @param from index of its first byte
     * @param to index after its last byte
     */
    public JsonSlice(byte[] json, int from, int to) {
        this.json = json;
        this.from = from;
        this.to = to;
    }

    /** All of some bytes. */
    public static JsonSlice all(byte[] json) {
        return new JsonSlice(json, 0, json.length);
    }

    public byte[] json() {
        return json;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int length() {
        return to - from;
    }

    /** Its bytes as they are. */
    public Payload payload() {
        return Payload.of(Arrays.copyOfRange(json, from, to));
    }

    public JsonType type() {
        return JsonType.of(json[from]);
    }

    public boolean is(JsonType type) {
        return type() == type;
    }

    public boolean isTrue() {
        return json[from] == 't';
    }

    /** What a text says. */
    public String text() {
        for (int i = from; i < to; i++) {
            if (json[i] == '\\') {
                return unescaped();
            }
        }
        return new String(json, from + 1, length() - 2, StandardCharsets.UTF_8);
    }

    private String unescaped() {
        try (JsonCursor cursor = cursor()) {
            cursor.next();
            return cursor.text();
        }
    }

    /** The number, when it is whole and fits; {@code 1e3} and {@code 5.0} are whole. */
    public Optional<Long> integer() {
        try {
            BigDecimal number = new BigDecimal(ascii());
            // Without this look, 1e999999999 would be written out digit by digit.
            if (number.precision() - number.scale() > 19 || number.scale() > 100) {
                return Optional.empty();
            }
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A number as it is written. */
    public String ascii() {
        return new String(json, from, length(), StandardCharsets.US_ASCII);
    }

    /** The members of an object by name, the last of each; none when it is not an object. */
    public Map<String, JsonSlice> members() {
        Map<String, JsonSlice> members = new LinkedHashMap<>();
        try (JsonCursor cursor = cursor()) {
            if (cursor.next() && cursor.type() == JsonType.OBJECT) {
                cursor.enter();
                while (cursor.next()) {
                    String name = cursor.name();
                    members.put(name, cursor.slice());
                }
            }
        }
        return members;
    }

    /** The elements of an array; none when it is not an array. */
    public List<JsonSlice> elements() {
        return elements(Integer.MAX_VALUE);
    }

    /** The first elements of an array; none when it is not an array. */
    public List<JsonSlice> elements(int most) {
        List<JsonSlice> elements = new ArrayList<>();
        try (JsonCursor cursor = cursor()) {
            if (cursor.next() && cursor.type() == JsonType.ARRAY) {
                cursor.enter();
                while (elements.size() < most && cursor.next()) {
                    elements.add(cursor.slice());
                }
            }
        }
        return elements;
    }

    /** A cursor before it. */
    public JsonCursor cursor() {
        return JsonCursor.over(json, from, to, Strictness.PASSED);
    }
}
