package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.wire.Connection.Line;
import dev.ringback.net.wire.ResponseHead.Framing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The reader of response heads (RFC 9112). Strict where two readings would let one answer pass for
 * two: folded lines, repeated lengths, a length beside chunks and stray control characters are all
 * refused.
 */
final class HeadReader {

    /** Interim answers are rare and never many; a peer that sends more plays for time. */
    private static final int INTERIM_ANSWERS = 8;

    private final Connection connection;
    private final WireOptions options;
    private int bytesLeft;

    private HeadReader(Connection connection, WireOptions options) {
        this.connection = connection;
        this.options = options;
        this.bytesLeft = options.headBytes();
    }

    /** Reads the head of the final answer to a request with that method. */
    static ResponseHead read(Connection connection, WireOptions options, String method)
            throws IOException {
        HeadReader reader = new HeadReader(connection, options);
        for (int i = 0; i <= INTERIM_ANSWERS; i++) {
            ResponseHead head = reader.one(method);
            if (head.status() >= 200) {
                return head;
            }
        }
        throw WireException.malformed("too many interim answers");
    }

    private ResponseHead one(String method) throws IOException {
        Line line = line();
        byte[] bytes = line.bytes();
        int start = line.start();
        if (!isStatusLine(line)) {
            throw WireException.malformed("the answer is not HTTP/1.1");
        }
        boolean older = bytes[start + 7] == '0';
        int status =
                (bytes[start + 9] - '0') * 100
                        + (bytes[start + 10] - '0') * 10
                        + (bytes[start + 11] - '0');
        if (status < 100 || status > 599 || status == 101) {
            throw WireException.malformed("the answer's status is out of range: " + status);
        }
        List<Header> headers = headers();
        return status < 200
                ? new ResponseHead(status, headers, new Framing.Length(0), true)
                : head(method, status, headers, older);
    }

    private static boolean isStatusLine(Line line) {
        byte[] bytes = line.bytes();
        int start = line.start();
        return line.end() - start >= 12
                && bytes[start] == 'H'
                && bytes[start + 1] == 'T'
                && bytes[start + 2] == 'T'
                && bytes[start + 3] == 'P'
                && bytes[start + 4] == '/'
                && bytes[start + 5] == '1'
                && bytes[start + 6] == '.'
                && (bytes[start + 7] == '1' || bytes[start + 7] == '0')
                && bytes[start + 8] == ' '
                && isDigit(bytes[start + 9])
                && isDigit(bytes[start + 10])
                && isDigit(bytes[start + 11])
                && (line.end() - start == 12 || bytes[start + 12] == ' ');
    }

    private List<Header> headers() throws IOException {
        List<Header> headers = new ArrayList<>();
        for (Line line = line(); !line.empty(); line = line()) {
            if (headers.size() == options.headerCount()) {
                throw WireException.malformed("the answer has too many headers");
            }
            headers.add(header(line));
        }
        return headers;
    }

    private Line line() throws IOException {
        if (bytesLeft <= 0) {
            throw WireException.malformed("the head of the answer is too large");
        }
        Line line = connection.line(bytesLeft);
        bytesLeft -= line.size();
        return line;
    }

    private static Header header(Line line) throws WireException {
        byte[] bytes = line.bytes();
        int colon = line.start();
        while (colon < line.end() && HttpTokens.isTokenByte(bytes[colon])) {
            colon++;
        }
        if (colon == line.start() || colon == line.end() || bytes[colon] != ':') {
            throw WireException.malformed("a header of the answer is malformed");
        }
        int from = colon + 1;
        int to = line.end();
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if ((bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') || bytes[i] == 0x7f) {
                throw WireException.malformed("a header of the answer has a control character");
            }
        }
        return new Header(text(bytes, line.start(), colon), text(bytes, from, to));
    }

    private static ResponseHead head(String method, int status, List<Header> headers, boolean older)
            throws WireException {
        int lengths = 0;
        int codings = 0;
        String length = "";
        String coding = "";
        boolean keepAlive = !older;
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase("Content-Length")) {
                lengths++;
                length = header.value();
            } else if (header.name().equalsIgnoreCase("Transfer-Encoding")) {
                codings++;
                coding = header.value();
            } else if (header.name().equalsIgnoreCase("Connection")) {
                keepAlive &= !header.value().toLowerCase(Locale.ROOT).contains("close");
            }
        }
        if (lengths > 1 || codings > 1 || lengths + codings > 1) {
            throw WireException.malformed("the answer contradicts itself about its length");
        }
        if (codings == 1 && (older || !coding.equalsIgnoreCase("chunked"))) {
            throw WireException.malformed("the answer's transfer encoding is not known");
        }
        Framing framing =
                codings == 1
                        ? new Framing.Chunked()
                        : lengths == 1
                                ? new Framing.Length(length(length))
                                : new Framing.UntilClose();
        if (method.equals("HEAD") || status == 204 || status == 304) {
            framing = new Framing.Length(0);
        }
        return new ResponseHead(
                status,
                List.copyOf(headers),
                framing,
                keepAlive && !(framing instanceof Framing.UntilClose));
    }

    private static long length(String digits) throws WireException {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 18
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw WireException.malformed("the answer's length is not a number");
        }
        return Long.parseLong(digits);
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
