package dev.ringback.server.json;

import dev.ringback.server.json.JsonMembers.JsonType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads single values out of JSON that is known to be well-formed. */
public final class JsonValues {

    /** One item of an array: its type and its bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Item(JsonType type, byte[] json) {}

    private JsonValues() {}

    public static String text(byte[] json) {
        for (byte b : json) {
            if (b == '\\') {
                return unescaped(json);
            }
        }
        return new String(json, 1, json.length - 2, StandardCharsets.UTF_8);
    }

    private static String unescaped(byte[] json) {
        try (JsonParser parser = parser(json)) {
            parser.nextToken();
            return parser.getString();
        }
    }

    /** The number, when it is whole and fits; {@code 1e3} and {@code 5.0} are whole. */
    public static Optional<Long> integer(byte[] json) {
        try {
            BigDecimal number = decimal(json);
            // Without this look, 1e999999999 would be written out digit by digit.
            if (number.precision() - number.scale() > 19 || number.scale() > 100) {
                return Optional.empty();
            }
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    public static double number(byte[] json) {
        return Double.parseDouble(new String(json, StandardCharsets.US_ASCII));
    }

    private static BigDecimal decimal(byte[] json) {
        return new BigDecimal(new String(json, StandardCharsets.US_ASCII));
    }

    /** The first items of an array. */
    public static List<Item> items(byte[] json, int limit) {
        List<Item> items = new ArrayList<>();
        try (JsonParser parser = parser(json)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY && items.size() < limit) {
                JsonType type = JsonMembers.type(parser.currentToken());
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                items.add(new Item(type, Arrays.copyOfRange(json, start, end)));
            }
        }
        return items;
    }

    public static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    public static String excerpt(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static JsonParser parser(byte[] json) {
        return JsonMembers.JSON.createParser(ObjectReadContext.empty(), json);
    }
}
