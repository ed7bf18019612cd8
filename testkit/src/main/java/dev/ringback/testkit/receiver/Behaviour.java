package dev.ringback.testkit.receiver;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.time.Duration;
import java.util.List;

/** What a {@link RudeReceiver} does with a request that it has read. */
public sealed interface Behaviour {

    /** 200 with an empty body. */
    Behaviour OK = new Answer(200, List.of(), Payload.EMPTY);

    /** A proper answer with a Content-Length; the connection stays open. */
    record Answer(int status, List<Header> headers, Payload body) implements Behaviour {

        /** An answer without headers of its own. */
        public static Answer of(int status, String body) {
            return new Answer(status, List.of(), Payload.of(body));
        }
    }

    /** A proper answer that promises to keep the connection, which is then closed all the same. */
    record AnswerThenClose(int status) implements Behaviour {}

    /** A proper answer in chunks; the connection stays open. */
    record Chunked(int status, List<Header> headers, List<String> chunks) implements Behaviour {}

    /** Exactly these bytes; afterwards the connection is closed or stays open in silence. */
    record Raw(Payload bytes, boolean close) implements Behaviour {

        /** These characters, one byte each, and then the end of the connection. */
        public static Raw of(String text) {
            return new Raw(Payload.of(text), true);
        }
    }

    /** Reads the request and says nothing until the peer gives up. */
    record StallBeforeHead() implements Behaviour {}

    /** A head that promises a long body, which comes byte by byte. */
    record DripBody(Duration interval) implements Behaviour {}

    /** A chunked body that ends only when the peer stops reading. */
    record EndlessBody() implements Behaviour {}

    /** Bytes that are not HTTP. */
    record Junk() implements Behaviour {}

    /** A head and half a body, then a TCP reset. */
    record ResetMidBody() implements Behaviour {}

    /** Closes the connection without a word. */
    record HangUp() implements Behaviour {}

    /** 302 to somewhere else. */
    record Redirect(String location) implements Behaviour {}

    /** An answer that names the time of the next attempt, in seconds or as a date. */
    record RetryAfter(int status, String value) implements Behaviour {}

    /** 410: nobody lives here any more. */
    record Gone() implements Behaviour {}
}
