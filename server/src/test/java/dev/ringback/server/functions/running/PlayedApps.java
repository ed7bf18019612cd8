package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** The apps of a test, and a server that steps fetch from. */
final class PlayedApps implements Wire {

    private final Map<String, BiFunction<String, ParsedJson, Says>> apps =
            new ConcurrentHashMap<>();

    /** What was asked, function by function and step by step. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private volatile Runnable fetching = () -> {};

    /** Has a function answer, by the query of the URL and by the body. */
    void play(String slug, BiFunction<String, ParsedJson, Says> app) {
        apps.put(slug, app);
    }

    /** Has something done while the server makes a request for a step. */
    void whileFetching(Runnable then) {
        fetching = then;
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        return request.url().getHost().equals("app") ? played(request) : fetched(request);
    }

    /** The answer of a server that is no app. */
    private Reply fetched(Request request) {
        if (!request.method().matches("[A-Z]+")) {
            throw new IllegalArgumentException("not an HTTP token");
        }
        fetching.run();
        return answered(200, List.of(), "fetched");
    }

    private Reply played(Request request) {
        String slug = request.url().getPath().substring(1);
        String query = String.valueOf(request.url().getQuery());
        ParsedJson body =
                CanonicalJson.read(request.body().bytes()).orElse(CanonicalJson.NULL).parsed();
        asked.add(slug + " " + query + " " + body.text("/ctx/attempt").orElse(""));
        Says says = Objects.requireNonNull(apps.get(slug)).apply(query, body);
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("x-inngest-sdk", "inngest-js:v4.24.0"));
        headers.add(new Header("x-inngest-req-version", "2"));
        says.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        return answered(says.status(), headers, says.body());
    }

    private static Reply answered(int status, List<Header> headers, String body) {
        return new Reply.Answered(status, headers, Payload.of(body), false, Timing.NONE);
    }
}
