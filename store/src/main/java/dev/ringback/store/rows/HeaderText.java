package dev.ringback.store.rows;

import dev.ringback.kernel.model.Header;
import java.util.ArrayList;
import java.util.List;

/** The text form of a list of headers: one line {@code name: value} for each, in order. */
public final class HeaderText {

    private static final String COLON = ": ";

    private HeaderText() {}

    public static String write(List<Header> headers) {
        if (headers.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(64 * headers.size());
        for (Header header : headers) {
            text.append(header.name()).append(COLON).append(header.value()).append('\n');
        }
        return text.toString();
    }

    static List<Header> read(String text) {
        List<Header> headers = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            // A name is never empty, and one of HTTP/2's own may begin with a colon.
            int colon = text.indexOf(COLON, start + 1);
            headers.add(
                    new Header(
                            text.substring(start, colon),
                            text.substring(colon + COLON.length(), end)));
            start = end + 1;
        }
        return List.copyOf(headers);
    }
}
