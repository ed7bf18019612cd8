package dev.ringback.server.api.surface;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The opaque text that says where a page ended. */
final class Cursor {

    private static final int MAX = 256;

    private Cursor() {}

    /**
     * Hides a place in a list.
     *
     * @param list the path of the list; no other takes the cursor
     */
    static String of(String list, String place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((mark(list) + place).getBytes(StandardCharsets.UTF_8));
    }

    /** The place that was hidden; empty when the text is no cursor of that list. */
    static Optional<String> place(String list, String cursor) {
        if (cursor.length() > MAX) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return Optional.of(text)
                    .filter(each -> each.startsWith(mark(list)))
                    .map(each -> each.substring(mark(list).length()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String mark(String list) {
        return "c2:%08x:".formatted(list.hashCode());
    }
}
