package dev.ringback.sqs;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.net.URI;
import java.util.Optional;

/**
 * A server of queues, as somebody. The URL of one of its queues as the wire knows it is the queue's
 * own with {@code sqs+} before it and the region behind a question mark; who it is stands in a
 * header, {@link QueueProtocol#LOGIN}.
 *
 * @param origin scheme, host and port
 * @param login id of the access key and the secret one with a colon between them
 */
record SqsPlace(URI origin, String region, Optional<String> login) {

    private static final String PREFIX = "sqs+";

    /** The place that a request names. */
    static SqsPlace of(Request request) {
        return of(request.url(), QueueProtocol.login(request));
    }

    /** The place of a queue. */
    static SqsPlace of(URI url, Optional<String> login) {
        return new SqsPlace(queue(url).resolve("/"), url.getRawQuery(), login);
    }

    /** A queue, as SQS knows it. */
    static URI queue(URI url) {
        String text = url.toString();
        return URI.create(text.substring(PREFIX.length(), text.indexOf('?')));
    }

    /** The URL of a queue, as the wire knows it. */
    static URI url(URI queue, String region) {
        return URI.create(PREFIX + queue + "?" + region);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "%s %s".formatted(origin, region);
    }
}
