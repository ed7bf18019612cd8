package dev.ringback.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON, for a testkit that has no library. What is not there is {@link #NOTHING}.
 *
 * @param value a map, a list of {@code JsonValue}, a string, a number, a boolean; or nothing
 */
public record JsonValue(Object value) {

    /** What is missing, and {@code null}. */
    public static final JsonValue NOTHING = new JsonValue(Optional.empty());

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException when it is not JSON
     */
    public static JsonValue read(String text) {
        var reader = new Reader(text);
        JsonValue value = reader.value();
        reader.end();
        return value;
    }

    /** A text as a JSON string, quotes included. */
    public static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** What lies at the end of a path of names. */
    public JsonValue at(String... path) {
        JsonValue here = this;
        for (String name : path) {
            here = here.value instanceof Map<?, ?> map ? of(map.get(name)) : NOTHING;
        }
        return here;
    }

    private static JsonValue of(@Nullable Object member) {
        return member instanceof JsonValue json ? json : NOTHING;
    }

    /** Its text, if it is a string. */
    public Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Its elements; none unless it is an array. */
    public List<JsonValue> elements() {
        return value instanceof List<?> list
                ? list.stream().map(JsonValue::of).toList()
                : List.of();
    }

    /** Whether it is this string, number or truth value. */
    public boolean is(Object other) {
        return value.equals(other);
    }

    private static final class Reader {

        private static final int DEEPEST = 500;

        private final String text;
        private int at;
        private int depth;

        Reader(String text) {
            this.text = text;
        }

        JsonValue value() {
            return switch (next()) {
                case '{' -> new JsonValue(object());
                case '[' -> new JsonValue(array());
                case '"' -> new JsonValue(string());
                default -> word();
            };
        }

        void end() {
            if (next() != 0) {
                throw wrong("the end");
            }
        }

        /** The next character that is no blank, not yet taken; 0 at the end. */
        private char next() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void take(char expected) {
            if (next() != expected) {
                throw wrong("'" + expected + "'");
            }
            at++;
        }

        private boolean more(char close) {
            if (next() == ',') {
                at++;
                return true;
            }
            take(close);
            depth--;
            return false;
        }

        private boolean opened(char open, char close) {
            take(open);
            if (++depth > DEEPEST) {
                throw wrong("less depth");
            }
            return next() != close || more(close);
        }

        private Map<String, JsonValue> object() {
            var members = new LinkedHashMap<String, JsonValue>();
            for (boolean more = opened('{', '}'); more; more = more('}')) {
                next();
                String name = string();
                take(':');
                members.put(name, value());
            }
            return members;
        }

        private List<JsonValue> array() {
            var elements = new ArrayList<JsonValue>();
            for (boolean more = opened('[', ']'); more; more = more(']')) {
                elements.add(value());
            }
            return elements;
        }

        private String string() {
            take('"');
            var string = new StringBuilder();
            for (char c = taken(); c != '"'; c = taken()) {
                string.append(c == '\\' ? escaped() : c);
            }
            return string.toString();
        }

        private char taken() {
            if (at >= text.length()) {
                throw wrong("more");
            }
            return text.charAt(at++);
        }

        private char escaped() {
            char escaped = taken();
            return switch (escaped) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> (char) Integer.parseInt("" + taken() + taken() + taken() + taken(), 16);
                default -> escaped;
            };
        }

        private JsonValue word() {
            int from = at;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "null" -> NOTHING;
                case "true" -> new JsonValue(true);
                case "false" -> new JsonValue(false);
                default -> new JsonValue(number(word));
            };
        }

        private Double number(String word) {
            try {
                return Double.valueOf(word);
            } catch (NumberFormatException e) {
                throw wrong("a value");
            }
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException("at " + at + " there should be " + expected);
        }
    }
}
