package dev.ringback.server.schemas;

import dev.ringback.server.regexes.Regex;
import java.util.Optional;

/** Patterns of schemas, which are written as in JavaScript, as RE2 reads them. */
final class Patterns {

    private static final int HEX_DIGITS = 4;

    private Patterns() {}

    /** Why a text is no pattern, in words; empty when it is one. */
    static Optional<String> problemWith(String text) {
        try {
            Regex _ = regex(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("has a pattern that " + e.getMessage());
        }
    }

    /** Reads one; empty when it is none. */
    static Optional<Regex> read(String text) {
        try {
            return Optional.of(regex(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Regex regex(String text) {
        return Regex.of(inRe2(text), JudgingBudget.ofThread());
    }

    /** Characters by their number are written in another way. */
    private static String inRe2(String text) {
        if (!text.contains("\\u")) {
            return text;
        }
        var re2 = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            if (sign != '\\' || at + 1 == text.length()) {
                re2.append(sign);
            } else if (text.charAt(at + 1) == 'u' && at + 2 + HEX_DIGITS <= text.length()) {
                re2.append("\\x{").append(text, at + 2, at + 2 + HEX_DIGITS).append('}');
                at += 1 + HEX_DIGITS;
            } else {
                re2.append(sign).append(text.charAt(at + 1));
                at++;
            }
        }
        return re2.toString();
    }
}
