package dev.ringback.server.http;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its answer, translated between the library's types and ours. */
final class Exchange {

    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());
    // An unread body this short is skipped; a longer one costs the connection.
    private static final long SKIPPED = 64 * 1024;
    // A chunk of one byte takes six on the wire; a tail of the next request may come along.
    private static final int FRAMING = 6;
    private static final int NEXT_REQUEST = 64 * 1024;

    private final ConnectionGuard guard;
    private final RoutingRequest request;
    private final RoutingResponse response;
    private boolean closing;

    Exchange(ConnectionGuard guard, RoutingRequest request, RoutingResponse response) {
        this.guard = guard;
        this.request = request;
        this.response = response;
        this.closing = request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    }

    /** Reads the body, if it is not longer than that. */
    BodyReader.Read body(int limit, HeldBodies.Share share) {
        var headers = request.headers();
        boolean chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
        long length = headers.contentLength().orElse(0);
        if (!chunked && length == 0) {
            return new BodyReader.Read.Whole(Payload.EMPTY);
        }
        if (!chunked && length > limit) {
            return new BodyReader.Read.TooLong();
        }
        try {
            if (!chunked) {
                return BodyReader.exactly(request.content().inputStream(), (int) length, share);
            }
            guard.allow((long) limit * FRAMING + NEXT_REQUEST);
            return BodyReader.atMost(request.content().inputStream(), limit, share);
        } catch (ConnectionGuard.BodyTooLong _) {
            return new BodyReader.Read.TooLong();
        } catch (IOException | UncheckedIOException broken) {
            throw new CloseConnectionException("the body did not arrive", broken);
        } finally {
            guard.complete();
        }
    }

    /** The request as handlers see it; empty when its query or a header cannot be read. */
    Optional<HttpRequest> request(Map<String, String> parameters, Payload body) {
        var prologue = request.prologue();
        var query = Target.query(prologue.query().rawValue());
        var path = Target.path(prologue.uriPath().rawPath());
        Optional<List<Header>> headers = headers();
        if (query.isEmpty() || path.isEmpty() || headers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new HttpRequest(
                        prologue.method().text(),
                        path.get(),
                        parameters,
                        query.get(),
                        headers.get(),
                        body));
    }

    private Optional<List<Header>> headers() {
        var headers = new ArrayList<Header>(request.headers().size());
        try {
            for (var header : request.headers()) {
                String name = header.name();
                if (header.valueCount() == 1) {
                    headers.add(new Header(name, header.get()));
                } else {
                    header.allValues().forEach(value -> headers.add(new Header(name, value)));
                }
            }
            return Optional.of(headers);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Answers without having read the body. */
    void refuse(HttpResponse answer) {
        boolean chunked = request.headers().contains(HeaderNames.TRANSFER_ENCODING);
        if (chunked || request.headers().contentLength().orElse(0) > SKIPPED) {
            closing = true;
            guard.refuse();
        }
        answer(answer);
    }

    /** Sends an answer. */
    void answer(HttpResponse answer) {
        response.status(Status.create(answer.status()));
        for (Header header : answer.headers()) {
            HeaderName name = HeaderNames.create(header.name());
            if (response.headers().contains(name)) {
                response.headers().add(HeaderValues.create(name, header.value()));
            } else {
                response.headers().set(HeaderValues.create(name, header.value()));
            }
        }
        if (closing || guard.draining()) {
            closing = true;
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        boolean head = request.prologue().method().equals(Method.HEAD);
        switch (answer) {
            case HttpResponse.Whole whole when head -> {
                response.headers().contentLength(whole.body().size());
                response.send(Payload.EMPTY.bytes());
            }
            case HttpResponse.Whole whole -> response.send(whole.body().bytes());
            case HttpResponse.Streamed _ when head -> response.send(Payload.EMPTY.bytes());
            case HttpResponse.Streamed streamed -> stream(streamed.writer());
        }
    }

    private void stream(HttpResponse.Writer writer) {
        try (var out = new StreamedBody(response.outputStream())) {
            writer.write(out);
        } catch (IOException gone) {
            throw new CloseConnectionException("the stream was cut", gone);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.log(System.Logger.Level.ERROR, "a streamed answer failed", bug);
            throw new CloseConnectionException("the stream was cut", bug);
        }
        response.commit();
    }

    /** Ends the exchange, and with it the connection when this was its last. */
    void end() {
        guard.answered();
        if (closing) {
            throw new CloseConnectionException("the answer was the last of its connection");
        }
    }
}
