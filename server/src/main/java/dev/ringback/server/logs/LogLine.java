package dev.ringback.server.logs;

import dev.ringback.net.json.Moments;
import java.time.Instant;

/** One line of the log, built piece by piece in either format. */
final class LogLine {

    // A value longer than this is somebody else's text, and its start says enough.
    private static final int MAX_VALUE = 2_000;
    private static final String HEX = "0123456789abcdef";

    private final boolean json;
    private final StringBuilder line = new StringBuilder(320);

    private LogLine(LogFormat format) {
        this.json = format == LogFormat.JSON;
    }

    /** Starts a line; the message is trusted to be a short text of ours or a library's. */
    static LogLine of(LogFormat format, Instant time, String level, String message) {
        var line = new LogLine(format);
        if (line.json) {
            line.line.append("{\"time\":\"");
            line.line.append(Moments.text(time));
            line.line.append("\",\"level\":\"").append(level).append('"');
            return line.text("message", message, 20 * MAX_VALUE);
        }
        line.line.append(Moments.text(time));
        line.line.append(' ').append(level).append(' ');
        line.escape(message, 20 * MAX_VALUE, false);
        return line;
    }

    /** Adds a text. */
    LogLine text(String key, String value) {
        return text(key, value, MAX_VALUE);
    }

    /** Adds a longer text, such as a stack trace. */
    LogLine text(String key, String value, int limit) {
        key(key);
        boolean quoted = json || !isPlain(value);
        if (quoted) {
            line.append('"');
        }
        escape(value, limit, quoted);
        if (quoted) {
            line.append('"');
        }
        return this;
    }

    /** Adds a number. */
    LogLine number(String key, long value) {
        key(key);
        line.append(value);
        return this;
    }

    /** Adds a number of thousandths with its point. */
    LogLine thousandths(String key, long value) {
        key(key);
        line.append(value / 1_000).append('.');
        padded((int) (value % 1_000), 3);
        return this;
    }

    /** Adds a moment. */
    LogLine instant(String key, Instant value) {
        key(key);
        if (json) {
            line.append('"');
        }
        line.append(Moments.text(value));
        if (json) {
            line.append('"');
        }
        return this;
    }

    /** The line, with its line break. */
    String end() {
        return line.append(json ? "}\n" : "\n").toString();
    }

    private void key(String key) {
        if (json) {
            line.append(",\"").append(key).append("\":");
        } else {
            line.append(' ').append(key).append('=');
        }
    }

    private static boolean isPlain(String value) {
        if (value.isEmpty()) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    private void escape(String value, int limit, boolean quoted) {
        int length = Math.min(value.length(), limit);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\\' -> line.append("\\\\");
                case '"' -> line.append(quoted ? "\\\"" : "\"");
                default -> {
                    if (isUnsafe(c)) {
                        line.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            line.append(HEX.charAt((c >> shift) & 0xF));
                        }
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        if (length < value.length()) {
            line.append("...");
        }
    }

    /** Control characters, line separators, marks that turn text around, and halves of pairs. */
    private static boolean isUnsafe(char c) {
        return c < ' '
                || (c >= 0x7F && c <= 0x9F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || Character.isSurrogate(c);
    }

    private void padded(int value, int digits) {
        for (int bound = (int) Math.pow(10, digits - 1); bound > value && bound > 1; bound /= 10) {
            line.append('0');
        }
        line.append(value);
    }
}
