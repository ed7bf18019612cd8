package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SimpleType;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.MalformedTextException;
import dev.ringback.net.json.Strictness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON into values, up to a number of them. Used once. */
final class Values {

    private final int most;
    private int read;

    private Values(int most) {
        this.most = most;
    }

    /** What becomes of bytes: a value, with how many it holds, or the reason why there is none. */
    sealed interface Read {

        record Whole(Value value, int count) implements Read {}

        record Malformed(String words) implements Read {}

        record TooMuch(String words) implements Read {}
    }

    /** About how many bytes reading takes: texts may be of characters that take two bytes. */
    static long bytes(Payload json, int most) {
        long values = Math.min(JsonTree.treeBytes(json), most * Value.SIZE);
        return values + 2L * json.size();
    }

    /**
     * Reads all of some bytes. Whoever asks has taken the room for it.
     *
     * @param most values
     */
    static Read read(byte[] json, int most) {
        try {
            return JsonCursor.read(json, Strictness.JUDGED, new Values(most)::only);
        } catch (MalformedTextException e) {
            return e.isTooMuch()
                    ? new Read.TooMuch("cannot be read: " + e.reason())
                    : new Read.Malformed("is not JSON: " + e.reason());
        } catch (ArithmeticException _) {
            return new Read.TooMuch("holds a number with an exponent of more than 9 digits");
        } catch (TooMany _) {
            return new Read.TooMuch("holds more than " + most + " values");
        }
    }

    private Read only(JsonCursor cursor) {
        if (!cursor.next()) {
            return new Read.Malformed("is empty");
        }
        Value value = value(cursor, null, "");
        return cursor.next()
                ? new Read.Malformed("is not one JSON text")
                : new Read.Whole(value, read);
    }

    private Value value(JsonCursor cursor, @Nullable Value parent, Object step) {
        read++;
        if (read > most) {
            throw new TooMany();
        }
        return switch (cursor.type()) {
            case OBJECT -> object(cursor, parent, step);
            case ARRAY -> array(cursor, parent, step);
            case TEXT -> new Value(parent, step, SimpleType.STRING, cursor.text());
            case NUMBER -> number(cursor, parent, step);
            case BOOL -> new Value(parent, step, SimpleType.BOOLEAN, cursor.isTrue());
            case NULL -> new Value(parent, step, SimpleType.NULL, "");
        };
    }

    private Value object(JsonCursor cursor, @Nullable Value parent, Object step) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        var object = new Value(parent, step, SimpleType.OBJECT, members);
        cursor.enter();
        while (cursor.next()) {
            String name = cursor.name();
            members.put(name, value(cursor, object, name));
        }
        return object;
    }

    private Value array(JsonCursor cursor, @Nullable Value parent, Object step) {
        List<JsonNode> elements = new ArrayList<>();
        var array = new Value(parent, step, SimpleType.ARRAY, elements);
        cursor.enter();
        while (cursor.next()) {
            elements.add(value(cursor, array, elements.size()));
        }
        return array;
    }

    private static Value number(JsonCursor cursor, @Nullable Value parent, Object step) {
        var number = Decimal.read(cursor.text());
        SimpleType type = Decimal.isWhole(number) ? SimpleType.INTEGER : SimpleType.NUMBER;
        return new Value(parent, step, type, number);
    }

    /** Leaves the recursion; nobody looks at its stack. */
    private static final class TooMany extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooMany() {
            super("too many values", null, false, false);
        }
    }
}
