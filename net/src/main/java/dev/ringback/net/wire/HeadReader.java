package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.Connection.Line;
import dev.ringback.net.wire.ResponseHead.Framing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The reader of response heads (RFC 9112). It takes what clients have to take or are told to
 * tolerate: folded lines, blanks before a colon, a later minor version. What would let one answer
 * pass for two is taken only on a connection that is not used again.
 *
 * <p>Where the head of the answer says all that matters, a sound status line is enough: a header
 * that cannot be read is left out, and what follows it belongs to nobody.
 */
final class HeadReader {

    /** Interim answers are rare and never many; a peer that sends more plays for time. */
    private static final int INTERIM_ANSWERS = 8;

    private final Connection connection;
    private final WireOptions options;
    private final Request request;
    private final List<Header> headers = new ArrayList<>();
    private int bytesLeft;

    private HeadReader(Connection connection, WireOptions options, Request request) {
        this.connection = connection;
        this.options = options;
        this.request = request;
        this.bytesLeft = options.headBytes();
    }

    /** Reads the head of the final answer to that request. */
    static ResponseHead read(Connection connection, WireOptions options, Request request)
            throws IOException {
        HeadReader reader = new HeadReader(connection, options, request);
        for (int i = 0; i <= INTERIM_ANSWERS; i++) {
            ResponseHead head = reader.one();
            if (head.status() >= 200) {
                return head;
            }
        }
        throw WireException.malformed("too many interim answers");
    }

    private ResponseHead one() throws IOException {
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
        if (status < 100 || status > (request.headCounts() ? 999 : 599) || status == 101) {
            throw WireException.malformed("the answer's status is out of range: " + status);
        }
        headers.clear();
        try {
            headers();
        } catch (WireException e) {
            if (request.headCounts() && status >= 200) {
                return new ResponseHead(
                        status, List.copyOf(headers), new Framing.Unknown(e.detail()), false);
            }
            throw e;
        }
        return status < 200
                ? new ResponseHead(status, List.of(), new Framing.Length(0), true)
                : FramingRule.head(request.method(), status, List.copyOf(headers), older);
    }

    /** Any minor version: what we do not know of it we did not ask for (RFC 9110, section 2.5). */
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
                && isDigit(bytes[start + 7])
                && bytes[start + 8] == ' '
                && isDigit(bytes[start + 9])
                && isDigit(bytes[start + 10])
                && isDigit(bytes[start + 11])
                && (line.end() - start == 12 || isBlank(bytes[start + 12]));
    }

    private void headers() throws IOException {
        int lines = 0;
        for (Line line = line(); !line.empty(); line = line()) {
            lines++;
            if (lines > options.headerCount()) {
                throw WireException.malformed("the answer has too many headers");
            }
            if (!isBlank(line.bytes()[line.start()])) {
                headers.add(header(line));
            } else if (!headers.isEmpty()) {
                // Folded, which a client has to read as a blank (RFC 9112, section 5.2).
                Header before = headers.removeLast();
                String more = value(line, line.start());
                headers.add(new Header(before.name(), (before.value() + " " + more).strip()));
            }
            // What is folded behind nothing is passed over (RFC 9112, section 2.2).
        }
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
        int end = line.start();
        while (end < line.end() && HttpTokens.isTokenByte(bytes[end])) {
            end++;
        }
        int colon = end;
        while (colon < line.end() && isBlank(bytes[colon])) {
            colon++;
        }
        if (end == line.start() || colon == line.end() || bytes[colon] != ':') {
            throw WireException.malformed("a header of the answer is malformed");
        }
        return new Header(text(bytes, line.start(), end), value(line, colon + 1));
    }

    private static String value(Line line, int start) throws WireException {
        byte[] bytes = line.bytes();
        int from = start;
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
        return text(bytes, from, to);
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
