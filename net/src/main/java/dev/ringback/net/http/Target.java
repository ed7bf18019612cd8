package dev.ringback.net.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the path and the query of a request target (RFC 3986). */
public final class Target {

    private Target() {}

    /**
     * The decoded segments of a path; empty when the path does not start with a slash, has a broken
     * escape, a control character, or a segment {@code .} or {@code ..}.
     */
    public static Optional<List<String>> segments(String rawPath) {
        if (!rawPath.startsWith("/")) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start <= rawPath.length()) {
            int slash = rawPath.indexOf('/', start);
            int end = slash < 0 ? rawPath.length() : slash;
            Optional<String> segment = decode(rawPath.substring(start, end), false);
            if (segment.isEmpty() || isUnfit(segment.get())) {
                return Optional.empty();
            }
            segments.add(segment.get());
            start = end + 1;
        }
        return Optional.of(segments);
    }

    /** An ASCII text without its percent-encoding; empty when an escape is broken or not UTF-8. */
    public static Optional<String> decode(String text) {
        return decode(text, false);
    }

    /** The parameters of a query in order; empty when an escape is broken. */
    public static Optional<List<Map.Entry<String, String>>> query(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return Optional.of(List.of());
        }
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String part : rawQuery.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            var name = decode(equals < 0 ? part : part.substring(0, equals), true);
            var value = decode(equals < 0 ? "" : part.substring(equals + 1), true);
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            parameters.add(Map.entry(name.get(), value.get()));
        }
        return Optional.of(List.copyOf(parameters));
    }

    private static boolean isUnfit(String segment) {
        return segment.equals(".")
                || segment.equals("..")
                || segment.chars().anyMatch(c -> c < ' ' || c == 0x7F);
    }

    /** Undoes percent-encoding; empty when an escape is broken or the bytes are not UTF-8. */
    private static Optional<String> decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return Optional.of(text);
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = escaped(text, i);
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        return utf8(bytes.toByteArray());
    }

    /** The byte that the escape at that place stands for, or a negative number. */
    private static int escaped(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException broken) {
            return Optional.empty();
        }
    }
}
