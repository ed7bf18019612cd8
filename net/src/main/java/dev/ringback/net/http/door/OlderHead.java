package dev.ringback.net.http.door;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The head of a request in HTTP/1.0, which proxies speak unless they are told otherwise, and which
 * the library does not know. It is read as a request in HTTP/1.1 that is the last of its
 * connection.
 */
final class OlderHead {

    private static final byte[] VERSION = "HTTP/1.0".getBytes(StandardCharsets.ISO_8859_1);

    /** What means something else in HTTP/1.0, or nothing, or is said anew. */
    private static final Set<String> DROPPED =
            Set.of("connection", "keep-alive", "proxy-connection", "expect", "te", "upgrade");

    private OlderHead() {}

    /** Whether a line that ends here says that version. */
    static boolean isVersion(byte[] bytes, int newline) {
        int end = newline > 0 && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        int start = end - VERSION.length;
        return start > 0
                && bytes[start - 1] == ' '
                && Arrays.equals(bytes, start, end, VERSION, 0, VERSION.length);
    }

    /** Where a head ends, with the empty line behind it; -1 when it does not. */
    static int end(byte[] bytes) {
        int line = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (i == line || (i == line + 1 && bytes[line] == '\r')) {
                    return i + 1;
                }
                line = i + 1;
            }
        }
        return -1;
    }

    /** The same request in HTTP/1.1; what cannot be one stays as it is, and is refused. */
    static byte[] translated(byte[] bytes, int end) {
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(head.split("\r?\n")));
        boolean host = false;
        StringBuilder out = new StringBuilder(head.length() + 64);
        String first = lines.removeFirst();
        out.append(first, 0, first.length() - 1).append("1\r\n");
        for (String line : lines) {
            String name = line.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (name.equals("transfer-encoding")) {
                // Nobody knows where such a body ends (RFC 9112, section 6.1).
                return bytes;
            }
            host |= name.equals("host");
            if (!DROPPED.contains(name)) {
                out.append(line).append("\r\n");
            }
        }
        // The library asks for a name, and who gives none means this machine.
        out.append(host ? "" : "Host: localhost\r\n").append("Connection: close\r\n\r\n");
        byte[] translated = out.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(translated, translated.length + bytes.length - end);
        System.arraycopy(bytes, end, all, translated.length, bytes.length - end);
        return all;
    }
}
