import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What comes over a kept connection: a head, and a body of the length that it says, or in pieces.
 */
record Message(String head, String body) {

    static Message read(InputStream in) throws IOException {
        String head = head(in);
        String lower = head.toLowerCase(Locale.ROOT);
        byte[] body =
                lower.contains("transfer-encoding: chunked")
                        ? pieces(in)
                        : in.readNBytes(length(lower));
        return new Message(head, new String(body, StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int end = 0;
        while (end < 4) {
            int each = in.read();
            if (each < 0) {
                throw new IOException("closed");
            }
            head.write(each);
            end = each == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : each == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        int at = head.indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + 15, head.indexOf('\r', at)).strip());
    }

    private static byte[] pieces(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        int size;
        do {
            size = Integer.parseInt(line(in), 16);
            body.write(in.readNBytes(size));
            line(in);
        } while (size > 0);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("closed");
            }
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }
}
