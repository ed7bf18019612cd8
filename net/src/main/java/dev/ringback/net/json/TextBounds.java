package dev.ringback.net.json;

import java.util.Optional;

/** What a text that is kept may be: databases and formats take neither of these characters. */
final class TextBounds {

    private TextBounds() {}

    /** What is wrong with it, in words behind its name. */
    static Optional<String> fault(String text, int maxLength) {
        if (text.length() > maxLength) {
            return Optional.of("must have at most " + maxLength + " characters");
        }
        return text.codePoints().anyMatch(TextBounds::isNoCharacter)
                ? Optional.of("must not have unpaired surrogates or null characters")
                : Optional.empty();
    }

    private static boolean isNoCharacter(int codePoint) {
        return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
    }
}
