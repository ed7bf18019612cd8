package dev.ringback.net.http.multipart;

import dev.ringback.net.http.BodyRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream at the delimiters of a multipart body (RFC 2046 section 5.1.1). It stands within a
 * part's content, or at the delimiter that ends it.
 */
final class BoundaryScanner {

    // Longer than a section of headers and a delimiter together.
    private static final int BUFFER = 32 * 1024;
    // What may follow a boundary on its line: two dashes, blanks, and the line break.
    private static final int TAIL = 64;
    private static final int EPILOGUE = 64 * 1024;

    private final InputStream in;
    private final byte[] delimiter;
    private final int[] shift = new int[256];
    private final byte[] buffer = new byte[BUFFER];
    // Read up to here, known to be content up to there, filled up to the end.
    private int at;
    private int clear;
    private int end;
    private boolean ended;
    // Of the delimiter at hand: where its line ends, and whether it is the last.
    private int lineEnd;
    private boolean last;

    BoundaryScanner(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(shift, delimiter.length);
        for (int i = 0; i < delimiter.length - 1; i++) {
            shift[delimiter[i] & 0xFF] = delimiter.length - 1 - i;
        }
        // The first delimiter needs no line break before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    /** Reads content; -1 at a delimiter. */
    int read(byte[] bytes, int offset, int length) throws IOException {
        int known = content();
        if (known == 0) {
            return -1;
        }
        int count = Math.min(known, length);
        System.arraycopy(buffer, at, bytes, offset, count);
        at += count;
        return count;
    }

    /** Passes the rest of the content on. */
    long transferTo(OutputStream out) throws IOException {
        long total = 0;
        for (int known = content(); known > 0; known = content()) {
            out.write(buffer, at, known);
            at += known;
            total += known;
        }
        return total;
    }

    /** Skips the rest of the content and the delimiter; false when that was the last. */
    boolean next() throws IOException {
        while (content() > 0) {
            at = clear;
        }
        moveTo(lineEnd);
        return !last;
    }

    /** The headers of a part whose delimiter has just been passed, a line break after each. */
    byte[] headers(int most) throws IOException {
        for (int length = 0; length <= most; length++) {
            fill(length + 4);
            if (end - at < length + 4) {
                throw cutShort();
            }
            if (isLineBreak(at + length) && isLineBreak(at + length + 2)) {
                byte[] lines = Arrays.copyOfRange(buffer, at + 2, at + Math.max(2, length + 2));
                moveTo(at + length + 2);
                // The empty line may be the beginning of a delimiter, of a part without content.
                if (!isDelimiter()) {
                    moveTo(at + 2);
                }
                return lines;
            }
        }
        throw MultipartReader.refused("has a part with more than " + most + " bytes of headers");
    }

    /** Reads on to the end of the stream, unless it is far away. */
    void skipEpilogue() throws IOException {
        for (int skipped = 0; !ended && skipped <= EPILOGUE; skipped += end - at) {
            moveTo(end);
            fill(1);
        }
    }

    /** How many bytes of content can be read at once; 0 at a delimiter. */
    private int content() throws IOException {
        if (at == clear && !isDelimiter()) {
            // The byte at hand begins no delimiter; those from the one that may are not known yet.
            clear = find(at + 1);
        }
        return clear - at;
    }

    /**
     * The first place from there on where a delimiter stands, or where one may begin (Horspool). It
     * is compared from its front: only there it has a CR, so that no byte is compared twice.
     */
    private int find(int from) {
        int place = from;
        int toLast = delimiter.length - 1;
        while (place + toLast < end && !(buffer[place] == '\r' && matches(place))) {
            place += shift[buffer[place + toLast] & 0xFF];
        }
        return place;
    }

    private boolean matches(int place) {
        return Arrays.equals(
                buffer, place, place + delimiter.length, delimiter, 0, delimiter.length);
    }

    /** Whether the next byte begins a delimiter: the boundary, and nothing else on its line. */
    private boolean isDelimiter() throws IOException {
        fill(delimiter.length + TAIL);
        if (end - at < delimiter.length) {
            throw cutShort();
        }
        if (!matches(at)) {
            return false;
        }
        int place = at + delimiter.length;
        int most = Math.min(end, place + TAIL);
        last = place + 2 <= most && buffer[place] == '-' && buffer[place + 1] == '-';
        place += last ? 2 : 0;
        while (place < most && (buffer[place] == ' ' || buffer[place] == '\t')) {
            place++;
        }
        lineEnd = place;
        return place + 2 <= most ? isLineBreak(place) : last && ended && place == end;
    }

    private boolean isLineBreak(int place) {
        return buffer[place] == '\r' && buffer[place + 1] == '\n';
    }

    private void moveTo(int place) {
        at = place;
        clear = place;
    }

    /** Reads until there are at least so many bytes, or the stream has ended. */
    private void fill(int least) throws IOException {
        if (end - at >= least || ended) {
            return;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        moveTo(0);
        while (end < least && !ended) {
            int count = in.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(0, count);
        }
    }

    private static BodyRefused cutShort() {
        return MultipartReader.refused("ends before its last boundary");
    }
}
