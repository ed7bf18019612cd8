package dev.ringback.sqs;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** One request of a caller, whatever the client makes of it, over the wire that dials for all. */
final class SqsExchange {

    /** What the thread talks about just now; the client calls back on the thread that calls it. */
    static final ScopedValue<SqsExchange> CURRENT = ScopedValue.newInstance();

    /** What the wire writes itself. */
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "transfer-encoding", "expect");

    private final Wire wire;
    private final ProjectId owner;
    private final Hangup hangup;
    private final Duration deadline;
    private final int cap;
    private Optional<Reply> last = Optional.empty();

    SqsExchange(Wire wire, ProjectId owner, Hangup hangup, Duration deadline, int cap) {
        this.wire = wire;
        this.owner = owner;
        this.hangup = hangup;
        this.deadline = deadline;
        this.cap = cap;
    }

    /** What the wire said last. */
    Optional<Reply> last() {
        return last;
    }

    HttpExecuteResponse execute(HttpExecuteRequest asked) throws IOException {
        Reply reply = wire.send(owner, request(asked), hangup);
        last = Optional.of(reply);
        return switch (reply) {
            case Reply.Answered answered -> response(answered);
            case Reply.Faulted faulted -> throw new IOException(faulted.detail());
        };
    }

    private Request request(HttpExecuteRequest asked) throws IOException {
        SdkHttpRequest request = asked.httpRequest();
        List<Header> headers = new ArrayList<>();
        request.forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(new Header(name, value)));
            }
        });
        return new Request(
                request.method().name(),
                URI.create(request.getUri().toString()),
                headers,
                body(asked),
                deadline,
                cap);
    }

    private static Payload body(HttpExecuteRequest asked) throws IOException {
        if (asked.contentStreamProvider().isEmpty()) {
            return Payload.EMPTY;
        }
        try (var stream = asked.contentStreamProvider().get().newStream()) {
            return Payload.of(stream.readAllBytes());
        }
    }

    private static HttpExecuteResponse response(Reply.Answered answered) {
        var head = SdkHttpResponse.builder().statusCode(answered.status());
        answered.headers().forEach(each -> head.appendHeader(each.name(), each.value()));
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(
                        AbortableInputStream.create(
                                new ByteArrayInputStream(answered.body().bytes())))
                .build();
    }
}
