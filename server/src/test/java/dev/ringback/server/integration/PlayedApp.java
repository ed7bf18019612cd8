package dev.ringback.server.integration;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An app with functions on a real socket, which answers as an SDK does. */
final class PlayedApp implements AutoCloseable {

    private static final List<Header> SDK =
            List.of(
                    new Header("x-inngest-sdk", "inngest-js:v4.24.0"),
                    new Header("x-inngest-req-version", "2"),
                    new Header("Content-Type", "application/json"));

    private final Map<String, Function<JsonNode, Behaviour>> functions = new ConcurrentHashMap<>();
    private final Map<String, String> registered = new ConcurrentHashMap<>();
    private final RudeReceiver receiver = RudeReceiver.start(this::answer);

    private Behaviour answer(Received request) {
        String function = request.path().replaceFirst(".*fnId=([^&]*).*", "$1");
        JsonNode body = JsonMapper.shared().readTree(request.body().bytes());
        return Objects.requireNonNull(functions.get(function)).apply(body);
    }

    /** Adds a function that an event starts, with more of its registration. */
    PlayedApp function(String id, String trigger, Function<JsonNode, Behaviour> does) {
        String slug = "app-" + id;
        functions.put(slug, does);
        registered.put(
                slug,
                "{'id':'%1$s','name':'%2$s','triggers':[%3$s],'steps':{'step':{'id':'step','name':'step','runtime':{'type':'http','url':'%4$s?fnId=%1$s&stepId=step'}}}}"
                        .formatted(slug, id, trigger, receiver.url("/api/inngest")));
        return this;
    }

    /** Has a server know its functions. */
    PlayedApp register(Api server) {
        server.post(
                        "/fn/register",
                        "{'appName':'app','url':'%s','sdk':'js:v4.24.0','framework':'express','functions':[%s]}"
                                .formatted(
                                        receiver.url("/api/inngest"),
                                        String.join(",", registered.values())))
                .expect(200);
        return this;
    }

    /** What an SDK says of steps. */
    static Behaviour ops(String ops) {
        return new Behaviour.Answer(206, SDK, Payload.of(Api.quoted(ops)));
    }

    /** The function returned. */
    static Behaviour returned(String json) {
        return new Behaviour.Answer(200, SDK, Payload.of(Api.quoted(json)));
    }

    /** The function failed for good. */
    static Behaviour threw(String error) {
        List<Header> headers = new ArrayList<>(SDK);
        headers.add(new Header("x-inngest-no-retry", "true"));
        return new Behaviour.Answer(400, headers, Payload.of(Api.quoted(error)));
    }

    /** A step has ended. */
    static Behaviour ran(String step, String data) {
        return ops(
                "[{'op':'StepRun','id':'%1$s','displayName':'%1$s','opts':{'input':[1]},'data':%2$s}]"
                        .formatted(step, data));
    }

    /** Whether a step has ended before. */
    static boolean has(JsonNode body, String step) {
        return body.path("steps").has(step);
    }

    @Override
    public void close() {
        receiver.close();
    }
}
