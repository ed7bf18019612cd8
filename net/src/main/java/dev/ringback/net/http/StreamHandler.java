package dev.ringback.net.http;

import java.io.IOException;
import java.io.InputStream;

/** Answers requests whose body is too long for memory. Runs like a {@link Handler}. */
@FunctionalInterface
public interface StreamHandler {

    /**
     * Answers, after reading as much of the body as it likes. Nothing of it is read before; a peer
     * that waits to be told to send is told when the first byte is asked for. What is left is
     * skipped when it is short, and else costs the connection.
     *
     * @param head the request, whose {@link HttpRequest#body} is empty
     * @param body ends where the request ends; reading throws {@link BodyRefused} beyond the
     *     route's bound, and another IOException when the peer is gone or too slow. May be left
     *     open; not to be used after the answer
     * @throws IOException when the body cannot be read, which is then no bug
     */
    HttpResponse handle(HttpRequest head, InputStream body) throws IOException;
}
