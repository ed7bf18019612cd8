package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.Refusal;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.Optional;

/** Words the answers to requests that the library cannot read. */
final class MalformedRequests implements DirectHandler {

    private final Dialects dialects;

    private MalformedRequests(Dialects dialects) {
        this.dialects = dialects;
    }

    static DirectHandlers handlers(Dialects dialects) {
        var builder = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            builder.addHandler(type, new MalformedRequests(dialects));
        }
        return builder.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        Refusal refusal = refusal(request, type, status);
        HttpResponse response = dialects.answer(request.path(), refusal);
        var builder = TransportResponse.builder().status(Status.create(response.status()));
        for (Header header : response.headers()) {
            builder.header(HeaderValues.create(HeaderNames.create(header.name()), header.value()));
        }
        builder.header(
                HeaderValues.create(
                        HeaderNames.create(RequestId.HEADER), RequestId.of(Optional.empty())));
        if (response instanceof HttpResponse.Whole whole) {
            builder.entity(whole.body().bytes());
        }
        return builder.keepAlive(false).build();
    }

    /** Whether the body is longer than a number can say. */
    private static boolean isOverlong(TransportRequest request) {
        return request.headers()
                .first(HeaderNames.CONTENT_LENGTH)
                .filter(text -> text.length() > 18 && text.length() < 1_000)
                .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .isPresent();
    }

    private static Refusal refusal(TransportRequest request, EventType type, Status status) {
        int code = status.code();
        if (type == EventType.HTTP_VERSION_NOT_SUPPORTED) {
            return Refusal.of(
                    505,
                    "http_version_not_supported",
                    "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
        if (isOverlong(request)) {
            return Refusal.of(413, "too_large", "The body is longer than any that is taken.");
        }
        if (code == 414) {
            return Refusal.of(414, "uri_too_long", "The request line is too long.");
        }
        if (code == 503) {
            return Refusal.of(503, "overloaded", "Too many requests are being answered.");
        }
        if (code == 501) {
            return Refusal.of(
                    501,
                    "unknown_transfer_encoding",
                    "The only Transfer-Encoding that is known here is chunked.");
        }
        if (code >= 500) {
            Problem internal = Problem.internal();
            return Refusal.of(500, internal.code(), internal.detail());
        }
        return Refusal.of(
                400,
                "malformed_request",
                "The request is not well-formed HTTP/1.1, or its headers are too long.");
    }
}
