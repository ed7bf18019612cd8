package dev.ringback.server.demo;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.OpenAiList;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.vault.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The built-in stand-ins for models, so that everything can be tried before there is a model
 * server. They are no language models and say so: every answer carries the system fingerprint
 * {@code ringback-demo}. Limits such as {@code max_tokens} and the number of choices are not
 * heeded.
 *
 * <ul>
 *   <li>{@code demo/echo} answers with the last user message, or the prompt. So does every name
 *       that does not begin with {@code demo/}.
 *   <li>{@code demo/embed} makes embeddings, as all the others do when they are asked for some.
 *   <li>{@code demo/slow} does what {@code demo/echo} does after a while.
 *   <li>{@code demo/fail} always answers 500.
 * </ul>
 *
 * <p>Only this server itself may ask them; the token is made at its start.
 */
public final class DemoModels implements Feature {

    /** Where the upstream's base URL points on this server. */
    public static final String PATH = "/demo/v1";

    /** How long {@code demo/slow} takes when nothing else is said. */
    public static final Duration SLOWNESS = Duration.ofSeconds(2);

    static final String FINGERPRINT = "ringback-demo";

    private static final String ECHO = "demo/echo";
    private static final String EMBED = "demo/embed";
    private static final String SLOW = "demo/slow";
    private static final String FAIL = "demo/fail";

    /** What they are called. */
    public static final List<String> NAMES = List.of(ECHO, EMBED, SLOW, FAIL);

    private static final Header EVENT_STREAM = new Header("Content-Type", "text/event-stream");

    private final Secret token;
    private final Time time;
    private final Duration slowness;

    /**
     * Makes them.
     *
     * @param token what the upstream's requests must show
     * @param time stamps the answers, and wakes {@code demo/slow}
     * @param slowness how long {@code demo/slow} takes
     */
    public DemoModels(Secret token, Time time, Duration slowness) {
        this.token = token;
        this.time = time;
        this.slowness = slowness;
    }

    /** The routes that make up the upstream. */
    @Override
    public List<Route> routes() {
        // What passes through may grow when it is written anew.
        int maxBody = 2 * ModelRequest.LONGEST;
        List<Route> routes = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            // What this takes in memory is taken by whoever asks, so that no job waits for itself.
            routes.add(
                    Route.streamed(
                            "POST",
                            PATH + operation.path(),
                            maxBody,
                            (head, body) -> answer(operation, head, body)));
        }
        routes.add(new Route("GET", PATH + "/models", 0, this::list));
        return List.copyOf(routes);
    }

    private HttpResponse answer(Operation operation, HttpRequest head, InputStream body)
            throws IOException {
        if (!trusted(head)) {
            return refusal();
        }
        return ModelRequestReader.read(operation, Payload.of(body.readAllBytes()))
                .answer(this::answer);
    }

    private HttpResponse answer(ModelRequest asked) {
        return switch (asked.model()) {
            case FAIL -> OpenAiError.of(500, "demo_failure", "demo/fail always fails").response();
            case EMBED -> embedded(asked);
            case SLOW -> {
                time.pauseUnlessInterrupted(slowness);
                yield made(asked);
            }
            default -> made(asked);
        };
    }

    private static HttpResponse embedded(ModelRequest asked) {
        return asked.operation() == Operation.EMBEDDINGS
                ? Embeddings.answer(asked)
                : OpenAiError.field("model", "demo/embed makes embeddings and nothing else")
                        .response();
    }

    private HttpResponse made(ModelRequest asked) {
        Instant now = time.now();
        return switch (asked.operation()) {
            case CHAT -> echoed(asked, ChatEcho.of(asked, now));
            case COMPLETIONS ->
                    DemoTokens.areTexts(asked.tree().at("prompt"))
                            ? echoed(asked, CompletionEcho.of(asked, now))
                            : OpenAiError.field(
                                            "prompt",
                                            "prompt must be a string, or an array of strings or"
                                                    + " tokens")
                                    .response();
            case RESPONSES -> echoed(asked, ResponseEcho.of(asked, now));
            case EMBEDDINGS -> Embeddings.answer(asked);
        };
    }

    private static HttpResponse echoed(ModelRequest asked, Echo echo) {
        return asked.streamed()
                ? new HttpResponse.Streamed(
                        200, List.of(EVENT_STREAM), out -> echo.stream(new EventStream(out)))
                : HttpResponse.of(200, echo.json());
    }

    private HttpResponse list(HttpRequest request) {
        if (!trusted(request)) {
            return refusal();
        }
        List<JsonObject> models = NAMES.stream().map(DemoModels::listed).toList();
        return HttpResponse.of(200, OpenAiList.of(models));
    }

    private static JsonObject listed(String name) {
        return new JsonObject()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", FINGERPRINT);
    }

    private boolean trusted(HttpRequest request) {
        byte[] expected = ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8);
        byte[] shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown);
    }

    private static HttpResponse refusal() {
        return OpenAiError.of(
                        401,
                        "invalid_api_key",
                        "the demo models are reached through /v1 of this server")
                .response();
    }
}
