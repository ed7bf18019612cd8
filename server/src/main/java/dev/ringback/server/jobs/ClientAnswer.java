package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Room;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.net.wire.WireException;
import dev.ringback.server.openai.ErrorBody;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Words what an upstream answered for the client that waits for it. */
public final class ClientAnswer {

    private static final int UNAUTHORIZED = 401;

    /** What nginx and others log; nobody reads it who has not closed only half a connection. */
    private static final int CLIENT_CLOSED = 499;

    /** What says something about the content, and what clients use to pace themselves. */
    private static final Set<String> HEADERS =
            Set.of(
                    "content-type",
                    "content-encoding",
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "x-request-id");

    private static final Set<String> CONTENT = Set.of("content-type", "content-encoding");

    /** Whole families of them. */
    private static final List<String> FAMILIES = List.of("x-ratelimit-", "openai-");

    /** What OpenAI's clients take for a word that the same request will fare no better. */
    private static final List<Header> IN_VAIN = List.of(new Header("x-should-retry", "false"));

    private static final int PIECE = 16 * 1024;

    private ClientAnswer() {}

    /**
     * An answer in one piece, or why there is none.
     *
     * @param more headers of our own
     */
    public static HttpResponse whole(Reply reply, List<Header> more) {
        return switch (reply) {
            case Reply.Answered answered -> answered(answered, more);
            case Reply.Faulted faulted -> failed(faulted);
        };
    }

    private static HttpResponse answered(Reply.Answered answered, List<Header> more) {
        if (answered.truncated()) {
            return OpenAiError.of(502, "upstream_failed", UpstreamReplies.TOO_LONG)
                    .response(IN_VAIN);
        }
        if (isOurFault(answered.status())) {
            // The client's own key is fine; passing this on would send it looking there.
            return OpenAiError.of(
                            502,
                            "upstream_failed",
                            UpstreamReplies.described("answered " + answered.status(), answered))
                    .response(IN_VAIN);
        }
        return answered.status() / 100 == 2
                ? new HttpResponse.Whole(
                        answered.status(), headers(answered.headers(), more), answered.body())
                : refused(answered, more);
    }

    /** An error in OpenAI's shape, as it came when it has that. */
    private static HttpResponse refused(Reply.Answered answered, List<Header> more) {
        JsonObject error = ErrorBody.of(answered.status(), answered.body());
        if (JsonTree.readObject(answered.body()).filter(error::equals).isPresent()) {
            return new HttpResponse.Whole(
                    answered.status(), headers(answered.headers(), more), answered.body());
        }
        List<Header> headers = new ArrayList<>(headers(answered.headers(), more));
        headers.removeIf(header -> CONTENT.contains(header.name().toLowerCase(Locale.ROOT)));
        headers.add(new Header("Content-Type", "application/json"));
        return new HttpResponse.Whole(answered.status(), headers, error.payload());
    }

    /** Whether a status is about how the upstream is asked, of which the client knows nothing. */
    public static boolean isOurFault(int status) {
        return status == UNAUTHORIZED || status / 100 == 3;
    }

    private static HttpResponse failed(Reply.Faulted faulted) {
        if (faulted.fault() == WireFault.CALLED_OFF) {
            return OpenAiError.of(
                            CLIENT_CLOSED,
                            "client_closed_request",
                            "the connection was closed before the answer was there")
                    .response();
        }
        if (faulted.fault() == WireFault.NO_ROOM) {
            return OpenAiError.of(503, "overloaded", "there is no room for the answer; try again")
                    .response();
        }
        boolean late = faulted.fault() == WireFault.TIMEOUT;
        return OpenAiError.of(
                        late ? 504 : 502,
                        late ? "upstream_timeout" : "upstream_failed",
                        UpstreamReplies.described(faulted.detail(), faulted))
                .response();
    }

    /** Those of an upstream's headers that are passed on, and more. */
    public static List<Header> headers(List<Header> received, List<Header> more) {
        return Stream.concat(received.stream().filter(ClientAnswer::isPassed), more.stream())
                .toList();
    }

    private static boolean isPassed(Header header) {
        String name = header.name().toLowerCase(Locale.ROOT);
        return HEADERS.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }

    /** Whether events follow that can be read; what is compressed unasked is passed on whole. */
    public static boolean isEventStream(StreamedReply.Open open) {
        String type = Header.first(open.headers(), "content-type").orElse("");
        String encoding = Header.first(open.headers(), "content-encoding").orElse("identity");
        return open.status() / 100 == 2
                && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
                && encoding.equalsIgnoreCase("identity");
    }

    /** An upstream that was asked for a stream answered in one piece: an error, most likely. */
    public static Reply collected(StreamedReply.Open open, Room room) {
        try (open) {
            Optional<byte[]> read = read(open.body(), room, UpstreamRequests.MAX_ANSWER);
            if (read.isEmpty()) {
                return new Reply.Faulted(
                        WireFault.NO_ROOM, "there is no room for the answer", Timing.NONE);
            }
            byte[] body = read.get();
            Payload payload = Payload.of(body);
            return new Reply.Answered(
                    open.status(),
                    open.headers(),
                    payload.excerpt(UpstreamRequests.MAX_ANSWER),
                    body.length > UpstreamRequests.MAX_ANSWER,
                    Timing.NONE);
        } catch (IOException e) {
            WireFault fault =
                    e instanceof WireException known ? known.fault() : WireFault.DISCONNECTED;
            return new Reply.Faulted(fault, "" + e.getMessage(), Timing.NONE);
        }
    }

    /** Reads, up to a piece beyond what is taken at most; empty when there is no room for it. */
    public static Optional<byte[]> read(InputStream in, Room room, int most) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] piece = in.readNBytes(PIECE);
        while (piece.length > 0) {
            // While it grows it is there twice.
            if (!room.grow(2L * piece.length)) {
                return Optional.empty();
            }
            bytes.writeBytes(piece);
            piece = bytes.size() <= most ? in.readNBytes(PIECE) : new byte[0];
        }
        return Optional.of(bytes.toByteArray());
    }
}
