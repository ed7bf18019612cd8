package dev.ringback.net.wire.guard;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The path and query of a URL as they are sent: as given, but for what may not stand in a request,
 * which is percent-encoded as browsers do it. Nothing is put in another form: what looks alike may
 * be another resource.
 */
final class UrlTail {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?%";

    private UrlTail() {}

    static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean query = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            query |= c == '?';
            if ((isPlain(c) || (query && (c == '[' || c == ']')))
                    && (c != '%' || isEscape(text, i))) {
                out.append((char) c);
            } else {
                for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    HEX.toHexDigits(out.append('%'), each);
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PLAIN.indexOf(c) >= 0;
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
