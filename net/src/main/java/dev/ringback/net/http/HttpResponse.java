package dev.ringback.net.http;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Records;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The response of a handler. */
public sealed interface HttpResponse {

    /** The status, 200 to 599. */
    int status();

    /** Headers other than Date, and than Content-Length unless a streamed answer knows it. */
    List<Header> headers();

    /** An answer that is known whole. */
    record Whole(int status, List<Header> headers, Payload body) implements HttpResponse {}

    /** An answer that is written piece by piece, each piece sent when it is flushed. */
    record Streamed(int status, List<Header> headers, Writer writer) implements HttpResponse {}

    /** Writes the body of a streamed answer. */
    @FunctionalInterface
    interface Writer {

        /** Writes until the body is complete; an exception cuts the connection. */
        void write(OutputStream out) throws IOException;
    }

    /** JSON that is already rendered. */
    static Whole json(int status, Payload body) {
        return new Whole(status, List.of(new Header("Content-Type", "application/json")), body);
    }

    /** JSON that a record becomes. */
    static Whole of(int status, Object record) {
        return json(status, Records.write(record));
    }

    /** No content. */
    static Whole noContent() {
        return new Whole(204, List.of(), Payload.EMPTY);
    }
}
