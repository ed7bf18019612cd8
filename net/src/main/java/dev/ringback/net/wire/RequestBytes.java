package dev.ringback.net.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bytes of a request. A small body stands behind its head in one array, so that they leave in
 * one write and in one packet; a large one is not copied, and follows by itself.
 */
final class RequestBytes {

    /** Written by the wire itself; a second one could split a request in two. */
    private static final Set<String> OWN = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OWN.addAll(Set.of("Host", "Content-Length", "Connection", "Transfer-Encoding"));
    }

    /** Bodies of more bytes are not copied. */
    private static final int SMALL = 16 * 1_024;

    private static final byte[] NOTHING = {};
    private static final int DELETE = 0x7f;

    private byte[] bytes;
    private int size;
    private byte[] apart = NOTHING;

    private RequestBytes(int estimate) {
        bytes = new byte[estimate];
    }

    /**
     * Assembles a request.
     *
     * @throws IllegalArgumentException when the method or a header name is not a token, a value has
     *     a control character, or a header is one that the wire writes
     */
    static RequestBytes of(Request request, WireOrigin origin) {
        byte[] body = request.body().bytes();
        boolean small = body.length <= SMALL;
        RequestBytes out = new RequestBytes(1_024 + (small ? body.length : 0));
        out.requestLine(request);
        out.host(origin);
        boolean encoding = false;
        for (Header header : request.headers()) {
            out.header(header);
            encoding |= header.name().equalsIgnoreCase("Accept-Encoding");
        }
        if (!encoding) {
            out.text("Accept-Encoding: identity\r\n");
        }
        if (body.length > 0 || expectsBody(request.method())) {
            out.text("Content-Length: ");
            out.text(Integer.toString(body.length));
            out.text("\r\n");
        }
        out.text("\r\n");
        if (small) {
            out.append(body);
        } else {
            out.apart = body;
        }
        return out;
    }

    /** Writes all of it. */
    void writeTo(OutputStream peer) throws IOException {
        peer.write(bytes, 0, size);
        peer.write(apart);
    }

    private static boolean expectsBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private void requestLine(Request request) {
        requireToken(request.method());
        URI url = request.url();
        text(request.method());
        text(" ");
        String path = String.valueOf(url.getRawPath());
        target(path.isEmpty() ? "/" : path);
        if (url.getRawQuery() != null) {
            text("?");
            target(url.getRawQuery());
        }
        text(" HTTP/1.1\r\n");
    }

    /** A URI may hold other scripts; on the wire they are percent-encoded UTF-8. */
    private void target(String part) {
        text(isAscii(part) ? part : URI.create(part).toASCIIString());
    }

    private void host(WireOrigin origin) {
        text("Host: ");
        text(origin.literalSix() ? "[" + origin.host() + "]" : origin.name());
        if (origin.port() != (origin.secure() ? 443 : 80)) {
            text(":");
            text(Integer.toString(origin.port()));
        }
        text("\r\n");
    }

    private void header(Header header) {
        requireToken(header.name());
        if (OWN.contains(header.name())) {
            throw new IllegalArgumentException("the wire writes this header: " + header.name());
        }
        requireField(header);
        text(header.name());
        text(": ");
        text(header.value());
        text("\r\n");
    }

    /**
     * Appends a text. Anything but ASCII goes out as UTF-8: cutting characters down to a byte would
     * turn U+010A into a line feed.
     */
    private void text(String text) {
        int length = text.length();
        require(length);
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                append(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[at++] = (byte) c;
        }
        size = at;
    }

    private void append(byte[] more) {
        require(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void require(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A line feed in a value would begin a header of somebody else's, or a request. */
    private static void requireField(Header header) {
        String value = header.value();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == DELETE) {
                throw new IllegalArgumentException(
                        "the header " + header.name() + " has a control character");
            }
        }
    }

    private static void requireToken(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an HTTP token is empty");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!HttpTokens.isTokenByte(name.charAt(i))) {
                throw new IllegalArgumentException("not an HTTP token");
            }
        }
    }
}
