package dev.ringback.server.observe;

import java.util.Locale;
import java.util.Optional;

/** How log lines are written. */
public enum LogFormat {
    /** For people: {@code time LEVEL message key=value ...}. */
    TEXT,
    /** For machines: one JSON object per line. */
    JSON;

    /** Reads {@code text} or {@code json}. */
    public static Optional<LogFormat> parse(String word) {
        for (LogFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
