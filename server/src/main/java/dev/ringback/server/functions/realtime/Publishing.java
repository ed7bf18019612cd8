package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Clock;
import dev.ringback.kernel.time.Ids;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.wire.SdkSurface;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What functions publish: one message, or a stream of pieces as they come. */
final class Publishing {

    /** Of a message. */
    static final int MOST_MESSAGE = 512 << 10;

    /** Of a stream in all. */
    private static final int MOST_STREAM = 64 << 20;

    private static final int PIECE = 8_192;
    private static final int LONGEST_NAME = 256;
    private static final int MOST_TOPICS = 50;

    private final SdkSurface surface;
    private final Channels channels;
    private final OpenStreams streams;
    private final Clock clock;
    private final Ids ids;

    Publishing(SdkSurface surface, Channels channels, OpenStreams streams, Clock clock, Ids ids) {
        this.surface = surface;
        this.channels = channels;
        this.streams = streams;
        this.clock = clock;
        this.ids = ids;
    }

    List<Route> routes() {
        return List.of(
                surface.stream("/v1/realtime/publish", MOST_STREAM, open(this::publish)),
                surface.stream("/v1/realtime/publish/tee", MOST_STREAM, open(this::tee)));
    }

    private Guard.GuardedStream open(Guard.GuardedStream handler) {
        return (head, body, caller) -> streams.read(() -> handler.handle(head, body, caller));
    }

    private HttpResponse publish(HttpRequest head, InputStream body, Caller caller)
            throws IOException {
        String channel = head.query("channel").orElse("");
        Set<String> topics = topics(head);
        Optional<String> problem = problemWith(channel, topics);
        if (problem.isPresent()) {
            return SdkSurface.error(400, problem.get());
        }
        Messages messages = new Messages(channel, head.query("run_id").filter(id -> !id.isEmpty()));
        if (head.header("Content-Type").orElse("").startsWith("text/stream")) {
            streamed(caller.project(), messages, topics, body);
            return HttpResponse.json(200, Payload.EMPTY);
        }
        byte[] bytes = body.readNBytes(MOST_MESSAGE + 1);
        if (bytes.length > MOST_MESSAGE) {
            return SdkSurface.error(413, "the message has more than " + MOST_MESSAGE + " bytes");
        }
        // A text is sent as it is, without quotes.
        CanonicalJson data =
                CanonicalJson.read(bytes)
                        .orElseGet(
                                () -> CanonicalJson.of(new String(bytes, StandardCharsets.UTF_8)));
        for (String topic : topics) {
            channels.publish(
                    caller.project(),
                    channel,
                    Set.of(topic),
                    messages.data(topic, data, clock.now()));
        }
        return HttpResponse.json(200, Payload.EMPTY);
    }

    private static Set<String> topics(HttpRequest head) {
        Set<String> topics = new LinkedHashSet<>();
        head.query().stream()
                .filter(each -> each.getKey().equals("topic"))
                .map(Map.Entry::getValue)
                .forEach(topics::add);
        return topics;
    }

    /** Why something cannot be published, or listened to, there. */
    static Optional<String> problemWith(String channel, Set<String> topics) {
        if (channel.isEmpty() || channel.length() > LONGEST_NAME) {
            return Optional.of("channel: is empty, or longer than 256 characters");
        }
        return topics.isEmpty()
                        || topics.size() > MOST_TOPICS
                        || topics.stream()
                                .anyMatch(each -> each.isEmpty() || each.length() > LONGEST_NAME)
                ? Optional.of("topic: there are none, more than 50, or one is empty or too long")
                : Optional.empty();
    }

    private void streamed(
            ProjectId project, Messages messages, Set<String> topics, InputStream body)
            throws IOException {
        String stream = Ulid.of(ids.next());
        for (String topic : topics) {
            tell(project, messages, topic, messages.begin(topic, stream, clock.now()));
        }
        Reader text = new InputStreamReader(body, StandardCharsets.UTF_8);
        char[] piece = new char[PIECE];
        for (int read = text.read(piece); read >= 0; read = text.read(piece)) {
            String some = new String(piece, 0, read);
            for (String topic : topics) {
                tell(project, messages, topic, messages.chunk(topic, stream, some, clock.now()));
            }
        }
        for (String topic : topics) {
            tell(project, messages, topic, messages.end(topic, stream, clock.now()));
        }
    }

    private void tell(ProjectId project, Messages messages, String topic, Payload message) {
        channels.publish(project, messages.channel(), Set.of(topic), message);
    }

    /** Bytes that are handed on as they come. */
    private HttpResponse tee(HttpRequest head, InputStream body, Caller caller) throws IOException {
        String channel = head.query("channel").orElse("");
        Set<String> topics = Set.of(Topics.STREAM);
        Optional<String> problem = problemWith(channel, topics);
        if (problem.isPresent()) {
            return SdkSurface.error(400, problem.get());
        }
        byte[] piece = new byte[PIECE];
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            channels.publish(
                    caller.project(), channel, topics, Payload.of(Arrays.copyOf(piece, read)));
        }
        return HttpResponse.json(200, Payload.EMPTY);
    }
}
