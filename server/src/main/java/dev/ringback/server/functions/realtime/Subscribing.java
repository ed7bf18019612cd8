package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.SocketHandler;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.functions.wire.SdkSurface;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Those who listen: what they may hear is in a token that an app has asked for. */
final class Subscribing {

    /** A token is for beginning to listen. */
    private static final Duration TOKEN = Duration.ofMinutes(10);

    /** So long somebody may listen; then the client comes back. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    static final Duration QUIET = Duration.ofSeconds(15);
    private static final int MOST_BODY = 64 << 10;
    private static final byte[] STILL_HERE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private static final List<Header> HEADERS =
            List.of(
                    new Header("Content-Type", "text/event-stream"),
                    new Header("Cache-Control", "no-cache"),
                    new Header("Access-Control-Allow-Origin", "*"));

    private final SdkSurface surface;
    private final RunNews news;
    private final RealtimeTokens tokens;
    private final Time time;

    Subscribing(SdkSurface surface, RunNews news, RealtimeTokens tokens, Time time) {
        this.surface = surface;
        this.news = news;
        this.tokens = tokens;
        this.time = time;
    }

    List<Route> routes() {
        return List.of(
                surface.ask("/v1/realtime/token", MOST_BODY, this::token),
                Route.get("/v1/realtime/sse", surface.marked(this::listen)),
                Route.socket("/v1/realtime/connect", this::connect));
    }

    private HttpResponse token(HttpRequest request, Caller caller) {
        Optional<ParsedJson> tree =
                CanonicalJson.read(request.body().bytes()).map(CanonicalJson::parsed);
        Set<String> asked = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        tree.map(ParsedJson::items)
                .orElse(List.of())
                .forEach(each -> {
                    asked.add(each.text("/channel").orElse(""));
                    names.add(each.text("/name").orElse(""));
                });
        if (asked.size() != 1) {
            return SdkSurface.error(400, "the body must be topics of one channel, an array");
        }
        String channel = asked.iterator().next();
        return Publishing.problemWith(channel, names)
                .<HttpResponse>map(why -> SdkSurface.error(400, why))
                .orElseGet(() ->
                        SdkSurface.json(
                                201,
                                CanonicalJson.object(
                                        Map.of(
                                                "jwt",
                                                CanonicalJson.of(
                                                        tokens.of(
                                                                new Topics(
                                                                        caller.project(),
                                                                        channel,
                                                                        names),
                                                                time.now().plus(TOKEN)))))));
    }

    /** Whether somebody may listen. */
    private sealed interface Begun {

        record Listens(Listening one) implements Begun {}

        record Not(HttpResponse answer) implements Begun {}
    }

    private Begun begin(HttpRequest request) {
        Optional<Topics> topics =
                request.query("token").flatMap(token -> tokens.open(token, time.now()));
        if (topics.isEmpty()) {
            return new Begun.Not(SdkSurface.error(401, "token: is none, or older than 10 minutes"));
        }
        return news.listen(topics.get())
                .<Begun>map(Begun.Listens::new)
                .orElseGet(() ->
                        new Begun.Not(
                                SdkSurface.error(503, "too many listen at the moment; try again")));
    }

    private HttpResponse listen(HttpRequest request) {
        return switch (begin(request)) {
            case Begun.Not(HttpResponse answer) -> answer;
            case Begun.Listens(Listening one) -> {
                request.peer().whenGone(one::close);
                yield new HttpResponse.Streamed(200, HEADERS, out -> tell(one, out));
            }
        };
    }

    private SocketHandler.Opened connect(HttpRequest head) {
        return switch (begin(head)) {
            case Begun.Not(HttpResponse answer) -> new SocketHandler.Opened.Refused(answer);
            case Begun.Listens(Listening one) ->
                    new SocketHandler.Opened.Open(
                            new ListeningSocket(one, time, time.steady().plus(LONGEST)));
        };
    }

    private void tell(Listening listening, OutputStream out) throws IOException {
        Instant until = time.steady().plus(LONGEST);
        boolean raw = listening.topics().names().contains(Topics.STREAM);
        try (listening) {
            out.write(STILL_HERE);
            out.flush();
            while (time.steady().isBefore(until)) {
                switch (listening.next(QUIET)) {
                    case Listening.Heard.Message(Payload bytes) -> write(out, bytes, raw);
                    case Listening.Heard.Nothing _ -> out.write(STILL_HERE);
                    case Listening.Heard.Over _ -> {
                        return;
                    }
                }
                out.flush();
            }
        }
    }

    private static void write(OutputStream out, Payload bytes, boolean raw) throws IOException {
        if (raw) {
            out.write(bytes.bytes());
        } else {
            out.write(("data: " + bytes.text() + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
