package dev.ringback.kernel.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who had an event made here: whoever published it, or what it tells of.
 *
 * @param by what that is, a word such as {@code key} or {@code job}
 * @param id which of them; empty where there is but one
 */
public record Made(String by, String id) implements Origin, Origin.Head {

    private static final Pattern WORD = Pattern.compile("[a-z_]{1,32}");
    private static final int LONGEST_ID = 256;

    public Made {
        if (!WORD.matcher(by).matches() || id.length() > LONGEST_ID || id.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("nobody is called so: " + by + " " + id);
        }
    }

    /** Both as one text, such as {@code key:key_1}. */
    public String text() {
        return by + ":" + id;
    }

    /** Reads such a text; empty when it is none. */
    public static Optional<Made> parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Made(text.substring(0, colon), text.substring(colon + 1)));
    }

    @Override
    public Head head() {
        return this;
    }
}
