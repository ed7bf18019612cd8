package dev.ringback.server.api.surface;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The opaque text that says where a page ended. */
final class Cursor {

    private static final int MAX = 256;

    private Cursor() {}

    /** Hides a place in a list. */
    static String of(String place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("c1:" + place).getBytes(StandardCharsets.UTF_8));
    }

    /** The place that was hidden; empty when the text is no cursor of ours. */
    static Optional<String> place(String cursor) {
        if (cursor.length() > MAX) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return text.startsWith("c1:") ? Optional.of(text.substring(3)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
