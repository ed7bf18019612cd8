package dev.ringback.net.http.door;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** HTTP responses as bytes, for where there is no room to make them by the library. */
public final class RawAnswers {

    /** Ready made, for an address that has begun too much. */
    static final byte[] CROWDED =
            last(
                    ErrorWords.PROBLEM.answer(
                            Refusal.soon(
                                    "overloaded",
                                    "Too many requests from your address have begun and not"
                                            + " ended.")),
                    true);

    private RawAnswers() {}

    /** The bytes of an answer that is the last of its connection. */
    public static byte[] last(HttpResponse response, boolean withBody) {
        byte[] body =
                response instanceof HttpResponse.Whole whole ? whole.body().bytes() : new byte[0];
        var head = new StringBuilder();
        head.append("HTTP/1.1 ").append(response.status()).append(" \r\n");
        for (Header header : response.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length);
        head.append("\r\nConnection: close\r\n\r\n");
        var bytes = new ByteArrayOutputStream(head.length() + body.length);
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }
}
