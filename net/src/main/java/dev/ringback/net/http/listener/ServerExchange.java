package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Peer;
import dev.ringback.net.http.Target;
import dev.ringback.net.http.door.ConnectionGuard;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its response, translated between the library's types and ours. */
final class ServerExchange {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());
    // An unread body this short is skipped; a longer one costs the connection.
    private static final long SKIPPED = 64 * 1024;
    private static final HeaderName REQUEST_ID = HeaderNames.create(RequestId.HEADER);
    private static final HeaderName BUFFERING = HeaderNames.create("X-Accel-Buffering");

    private final ConnectionGuard guard;
    private final CrossOrigin pages;
    private final RoutingRequest request;
    private final RoutingResponse response;
    private final Asked asked;
    private final RequestBody body;
    private final String id;
    private boolean closing;

    ServerExchange(
            GuardedContext context,
            CrossOrigin pages,
            RoutingRequest request,
            RoutingResponse response) {
        this.guard = context.guard();
        this.pages = pages;
        this.request = request;
        this.response = response;
        this.asked = Asked.by(request);
        this.id = RequestId.of(request.headers().first(REQUEST_ID));
        this.body = body(context, request);
        this.closing =
                guard.older() || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    }

    private static RequestBody body(GuardedContext context, RoutingRequest request) {
        if (request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            return new RequestBody(
                    RequestBody.UNKNOWN,
                    () -> new ChunkedBody(context.dataReader(), request.content().inputStream()));
        }
        // No body is that long, and the greatest number stands for one of unknown length.
        long length =
                Math.min(request.headers().contentLength().orElse(0), RequestBody.UNKNOWN - 1);
        return new RequestBody(length, () -> request.content().inputStream());
    }

    /**
     * What is asked for.
     *
     * @param host with its port if that was named
     * @param path as it came
     */
    private record Asked(String host, String path) {

        /** Of a URL in absolute form (RFC 9112 section 3.2.2) its parts count, and no header. */
        static Asked by(RoutingRequest request) {
            String target = request.prologue().uriPath().rawPath();
            int scheme = target.indexOf("://");
            if (target.startsWith("/") || scheme < 0) {
                return new Asked(request.headers().first(HeaderNames.HOST).orElse(""), target);
            }
            int host = scheme + 3;
            int slash = target.indexOf('/', host);
            return slash < 0
                    ? new Asked(target.substring(host), "/")
                    : new Asked(target.substring(host, slash), target.substring(slash));
        }
    }

    /** The path as it came. */
    String path() {
        return asked.path;
    }

    /** The host that is asked for, with its port if that was named. */
    String host() {
        return asked.host;
    }

    /** All of the request is there, or nothing more of it will be read. */
    void complete() {
        guard.complete();
    }

    /** The body, which nobody has begun to read. */
    RequestBody body() {
        return body;
    }

    /** The request without its body; empty when its query or a header cannot be read. */
    Optional<HttpRequest> head(Map<String, String> parameters, Room room) {
        var prologue = request.prologue();
        var query = Target.query(prologue.query().rawValue());
        var path = Target.decode(path());
        Optional<List<Header>> headers = headers();
        boolean fragment = prologue.fragment().hasValue();
        if (query.isEmpty() || path.isEmpty() || headers.isEmpty() || fragment) {
            return Optional.empty();
        }
        return Optional.of(
                new HttpRequest(
                        prologue.method().text(),
                        path.get(),
                        target(),
                        parameters,
                        query.get(),
                        headers.get(),
                        Payload.EMPTY,
                        new Caller(),
                        room));
    }

    private String target() {
        String query = request.prologue().query().rawValue();
        return query.isEmpty() ? path() : path() + "?" + query;
    }

    private final class Caller implements Peer {

        @Override
        public void whenGone(Runnable what) {
            // Until the body has ended, what arrives belongs to it and is read by whoever reads it.
            if (body.unread() == 0) {
                guard.whenGone(what);
            }
        }

        @Override
        public Optional<InetAddress> address() {
            return request.remotePeer().address() instanceof InetSocketAddress socket
                    ? Optional.ofNullable(socket.getAddress())
                    : Optional.empty();
        }
    }

    private Optional<List<Header>> headers() {
        var headers = new ArrayList<Header>(request.headers().size());
        try {
            for (var header : request.headers()) {
                String name = header.name();
                if (name.isEmpty() || isTwice(header)) {
                    return Optional.empty();
                }
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

    /** Two of these would be two readings of one request. */
    private static boolean isTwice(io.helidon.http.Header header) {
        return header.valueCount() > 1
                && (header.headerName().equals(HeaderNames.AUTHORIZATION)
                        || header.headerName().equals(HeaderNames.CONTENT_TYPE));
    }

    /** Answers a browser that asks for a page; false when it does not, or the page may not. */
    boolean preflight(Collection<String> methods) {
        Optional<HttpResponse> answer =
                headers().flatMap(headers -> pages.preflight(headers, methods));
        answer.ifPresent(this::answer);
        return answer.isPresent();
    }

    /** Sends an answer, whatever is left of the body. */
    void answer(HttpResponse answer) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach(this::add);
        pages.headers(this::headers, answer.headers()).forEach(this::add);
        if (!response.headers().contains(REQUEST_ID)) {
            response.headers().set(HeaderValues.create(REQUEST_ID, id));
        }
        if (answer instanceof HttpResponse.Streamed) {
            unbuffered();
        }
        closing = closing || isUnfinished() || guard.draining();
        if (closing) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        if (closing && body.unread() > 0) {
            guard.refuse();
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

    private void add(Header header) {
        HeaderName name = HeaderNames.create(header.name());
        if (response.headers().contains(name)) {
            response.headers().add(HeaderValues.create(name, header.value()));
        } else {
            response.headers().set(HeaderValues.create(name, header.value()));
        }
    }

    /** By which proxies are told to pass on each piece of a stream when it comes. */
    private void unbuffered() {
        boolean events =
                response.headers()
                        .first(HeaderNames.CONTENT_TYPE)
                        .filter(type -> type.startsWith("text/event-stream"))
                        .isPresent();
        if (events) {
            response.headers()
                    .setIfAbsent(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-cache"));
            response.headers().setIfAbsent(HeaderValues.create(BUFFERING, "no"));
        }
    }

    /** Whether the next request is too far away, or where it begins cannot be known. */
    private boolean isUnfinished() {
        boolean waits = request.headers().contains(HeaderValues.EXPECT_100) && !body.opened();
        return body.unread() > (waits ? 0 : SKIPPED) || body.failure().isPresent();
    }

    private void stream(HttpResponse.Writer writer) {
        try (var out = new StreamedBody(guard.older() ? unchunked() : response.outputStream())) {
            writer.write(out);
        } catch (IOException gone) {
            throw new CloseConnectionException("the stream was cut", gone);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.log(System.Logger.Level.ERROR, "a streamed answer failed", bug);
            throw new CloseConnectionException("the stream was cut", bug);
        }
        if (!guard.older()) {
            response.commit();
        }
    }

    /** A body that ends with its connection: HTTP/1.0 knows no other without a length. */
    private OutputStream unchunked() {
        return UnchunkedBody.of(guard.writer(), response.status(), response.headers());
    }

    /** Ends the exchange, and with it the connection when this was its last. */
    void end() {
        if (!closing) {
            skipRest();
        }
        guard.answered();
        if (closing) {
            throw new CloseConnectionException("the answer was the last of its connection");
        }
    }

    private void skipRest() {
        try {
            body.skipNBytes(body.unread());
        } catch (IOException gone) {
            throw new CloseConnectionException("the rest of the body did not arrive", gone);
        }
    }
}
