package dev.ringback.server.inference;

import dev.ringback.kernel.Time;
import dev.ringback.server.endpoints.Secret;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The built-in stand-ins for models, so that everything can be tried before there is a model
 * server. They are no language models and say so: every answer carries the system fingerprint
 * {@code ringback-demo}.
 *
 * <ul>
 *   <li>{@code demo/echo} answers with the last user message. So does every name that does not
 *       begin with {@code demo/}.
 *   <li>{@code demo/slow} does the same after a while.
 *   <li>{@code demo/fail} always answers 500.
 * </ul>
 *
 * <p>Only this server itself may ask them; the token is made at its start.
 */
public final class DemoModels {

    /** Where the upstream's base URL points on this server. */
    public static final String PATH = "/demo/v1";

    /** How long {@code demo/slow} takes when nothing else is said. */
    public static final Duration SLOWNESS = Duration.ofSeconds(2);

    static final String PREFIX = "demo/";
    static final String ECHO = PREFIX + "echo";
    static final String SLOW = PREFIX + "slow";
    static final String FAIL = PREFIX + "fail";

    /** What they are called. */
    public static final List<String> NAMES = List.of(ECHO, SLOW, FAIL);

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
    public List<Route> routes() {
        // What passes through may grow when it is written anew.
        int maxBody = 2 * InferenceRoutes.MAX_BODY;
        return List.of(
                new Route("POST", PATH + "/chat/completions", maxBody, this::complete),
                new Route("GET", PATH + "/models", 0, this::list));
    }

    private HttpResponse complete(HttpRequest request) {
        if (!trusted(request)) {
            return refusal();
        }
        return switch (ChatRequestReader.read(request.body())) {
            case ChatRequestReader.Reading.Invalid(OpenAiError error) -> error.response();
            case ChatRequestReader.Reading.Valid(ChatRequest chat) -> answer(chat);
        };
    }

    private HttpResponse answer(ChatRequest chat) {
        return switch (chat.model()) {
            case FAIL -> OpenAiError.of(500, "demo_failure", "demo/fail always fails").response();
            case SLOW -> {
                pause();
                yield echo(chat);
            }
            default -> echo(chat);
        };
    }

    private HttpResponse echo(ChatRequest chat) {
        var echo = DemoEcho.of(chat, time.now().getEpochSecond());
        return chat.streamed()
                ? new HttpResponse.Streamed(
                        200, List.of(DemoEcho.EVENT_STREAM), out -> echo.stream(out))
                : HttpResponse.json(200, Json.write(echo.json()));
    }

    private HttpResponse list(HttpRequest request) {
        if (!trusted(request)) {
            return refusal();
        }
        ObjectNode json = Json.object();
        json.put("object", "list");
        ArrayNode data = json.putArray("data");
        for (String name : NAMES) {
            ObjectNode model = data.addObject();
            model.put("id", name);
            model.put("object", "model");
            model.put("created", 0);
            model.put("owned_by", DemoEcho.FINGERPRINT);
        }
        return HttpResponse.json(200, Json.write(json));
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

    private void pause() {
        var over = new CountDownLatch(1);
        Time.Alarm alarm = time.at(time.now().plus(slowness), over::countDown);
        try {
            over.await();
        } catch (InterruptedException _) {
            alarm.cancel();
            Thread.currentThread().interrupt();
        }
    }
}
