package dev.ringback.net.http.multipart;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Reads multipart/form-data (RFC 7578) part by part as it arrives. It holds 32 KiB of the body,
 * whatever its length. Used by one thread.
 */
public final class MultipartReader {

    private final BoundaryScanner scanner;
    private final MultipartLimits limits;
    private int parts;
    private boolean over;

    private MultipartReader(BoundaryScanner scanner, MultipartLimits limits) {
        this.scanner = scanner;
        this.limits = limits;
    }

    /**
     * A reader of a body.
     *
     * @param contentType of the request, which names the boundary
     * @param body is not closed
     * @throws BodyRefused when the content type is another (415), or names no fit boundary (400)
     */
    public static MultipartReader of(
            Optional<String> contentType, InputStream body, MultipartLimits limits)
            throws BodyRefused {
        String boundary = Boundary.of(contentType);
        return new MultipartReader(new BoundaryScanner(body, boundary), limits);
    }

    /**
     * The next part, in the order of the body; what is left of the one before is skipped. Empty
     * after the last, and then the body was complete and well-formed: text before the first
     * boundary and after the last is ignored.
     *
     * @throws BodyRefused when the body is malformed or exceeds a limit; the message is a sentence
     * @throws IOException when the body cannot be read
     */
    public Optional<FormPart> next() throws IOException {
        if (over) {
            return Optional.empty();
        }
        if (!scanner.next()) {
            over = true;
            scanner.skipEpilogue();
            return Optional.empty();
        }
        parts++;
        if (parts > limits.parts()) {
            throw refused("has more than " + limits.parts() + " parts");
        }
        byte[] lines = scanner.headers(limits.headerBytes());
        return Optional.of(new PartHeaders(parts, limits).read(lines, new Content(parts)));
    }

    /** A body that is not as it should be, in words that follow its name. */
    static BodyRefused refused(String how) {
        return new BodyRefused(
                Refusal.of(400, "malformed_multipart", "The multipart body " + how + "."));
    }

    /** The content of one part, until the reader is asked for the next. */
    private final class Content extends InputStream {

        private final int part;

        Content(int part) {
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            checkCurrent();
            return length == 0 ? 0 : scanner.read(bytes, offset, length);
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            checkCurrent();
            return scanner.transferTo(out);
        }

        private void checkCurrent() {
            if (part != parts || over) {
                throw new IllegalStateException("the reader has gone on to another part");
            }
        }
    }
}
