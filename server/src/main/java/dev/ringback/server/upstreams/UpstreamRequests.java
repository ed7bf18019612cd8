package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the HTTP requests that upstreams get. */
public final class UpstreamRequests {

    /** Longest answer that is taken, in bytes; as much as inference.net's webhooks carry. */
    public static final int MAX_ANSWER = 10 * 1024 * 1024;

    private static final Header STREAM = new Header("Accept", "text/event-stream");
    private static final Header WHOLE = new Header("Accept", "application/json");
    private static final int LONGEST_LIST = 4 * 1024 * 1024;
    private static final Duration LIST_DEADLINE = Duration.ofSeconds(10);

    private UpstreamRequests() {}

    /**
     * Asks for an answer in one piece, or for a stream of events.
     *
     * @param path below the base URL, such as {@code /chat/completions}
     */
    public static Request post(Upstream upstream, String path, Payload body, boolean streaming) {
        return post(upstream, path, body, streaming, List.of());
    }

    /**
     * The same, with more headers.
     *
     * @param more of the client's own
     */
    public static Request post(
            Upstream upstream, String path, Payload body, boolean streaming, List<Header> more) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(streaming ? STREAM : WHOLE);
        headers.addAll(identity(upstream));
        headers.addAll(more);
        return new Request(
                "POST", upstream.at(path), headers, body, upstream.limits().timeout(), MAX_ANSWER);
    }

    /** Whether such a request asks for a stream. */
    public static boolean isStreaming(Request request) {
        return request.headers().contains(STREAM);
    }

    /** The same request for an answer in one piece, by a body that asks for that. */
    public static Request whole(Request streaming, Payload body) {
        List<Header> headers = new ArrayList<>(streaming.headers());
        headers.replaceAll(each -> each.equals(STREAM) ? WHOLE : each);
        return new Request(
                streaming.method(),
                streaming.url(),
                headers,
                body,
                streaming.deadline(),
                streaming.responseCap(),
                streaming.room(),
                streaming.headCounts());
    }

    /** Asks for the list of models. */
    public static Request models(Upstream upstream) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "application/json"));
        headers.addAll(identity(upstream));
        return new Request(
                "GET", upstream.at("/models"), headers, Payload.EMPTY, LIST_DEADLINE, LONGEST_LIST);
    }

    /** The headers as they are kept. */
    public static List<Header> shown(Request request) {
        return request.headers().stream()
                .map(header ->
                        header.name().equals("Authorization")
                                ? new Header(header.name(), Secret.HIDDEN)
                                : header)
                .toList();
    }

    /** By which it knows us. */
    public static List<Header> identity(Upstream upstream) {
        List<Header> headers = new ArrayList<>();
        upstream.key()
                .map(key ->
                        new Header("Authorization", upstream.kind().scheme() + " " + key.reveal()))
                .ifPresent(headers::add);
        headers.add(new Header("User-Agent", "Ringback"));
        return headers;
    }
}
