package dev.ringback.server.http;

import dev.ringback.server.http.JsonMembers.JsonType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads single values out of JSON that is known to be well-formed. */
final class JsonValues {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,10})(ms|s|m|h|d)");

    /** One item of an array: its type and its bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Item(JsonType type, byte[] json) {}

    private JsonValues() {}

    static String text(byte[] json) {
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
    static Optional<Long> integer(byte[] json) {
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

    static double number(byte[] json) {
        return Double.parseDouble(new String(json, StandardCharsets.US_ASCII));
    }

    private static BigDecimal decimal(byte[] json) {
        return new BigDecimal(new String(json, StandardCharsets.US_ASCII));
    }

    /** The first items of an array. */
    static List<Item> items(byte[] json, int limit) {
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

    static Optional<Duration> duration(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofSeconds(amount * 60);
                    case "h" -> Duration.ofSeconds(amount * 3_600);
                    default -> Duration.ofDays(amount);
                });
    }

    /** The shortest way to write it with one unit. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return (seconds / 60) + "m";
        }
        return seconds % 86_400 == 0 ? (seconds / 86_400) + "d" : (seconds / 3_600) + "h";
    }

    static boolean hasLoneSurrogate(String text) {
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

    static String excerpt(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static JsonParser parser(byte[] json) {
        return JsonMembers.JSON.createParser(ObjectReadContext.empty(), json);
    }
}
