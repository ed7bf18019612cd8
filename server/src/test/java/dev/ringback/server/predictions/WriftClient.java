package dev.ringback.server.predictions;

import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does what WriftAI's Python client does: a model with a version goes to another path, every answer
 * is read as JSON, and a prediction is polled until it has succeeded or failed.
 */
final class WriftClient {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final int LONG = 1 << 20;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long TOLERANCE = 300;

    private final Supplier<URI> server;
    private final Supplier<String> key;

    /** One that asks for its server and its key at each request. */
    WriftClient(Supplier<URI> server, Supplier<String> key) {
        this.server = server;
        this.key = key;
    }

    /** What was answered. */
    record Answer(int status, HttpHeaders headers, String text) {

        JsonNode json() {
            return JSON.readTree(text);
        }

        Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("answered %d: %s".formatted(status, text));
            }
            return this;
        }

        String id() {
            return json().path("id").stringValue();
        }

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }

    WriftClient of(String otherKey) {
        return new WriftClient(server, () -> otherKey);
    }

    /** Parameters of a prediction whose webhook is at a receiver; the secret may be null. */
    static String params(String input, RudeReceiver receiver, String secret) {
        return params(input, receiver.url("/hook?token=1"), secret);
    }

    static String params(String input, URI webhook, String secret) {
        return "{\"input\":%s,\"webhook\":{\"url\":\"%s\",\"secret\":%s}}"
                .formatted(input, webhook, secret);
    }

    static String params(String input) {
        return "{\"input\":" + input + "}";
    }

    /** {@code predictions.create(model, params)}. */
    Answer create(String model, String params) {
        return create(model, params, Map.of());
    }

    Answer create(String model, String params, Map<String, String> headers) {
        int colon = model.indexOf(':');
        String path =
                colon < 0
                        ? "/v1/models/" + model + "/predictions"
                        : "/v1/models/%s/versions/%s/predictions"
                                .formatted(model.substring(0, colon), model.substring(colon + 1));
        return post(path, params, headers);
    }

    /** {@code predictions.get(id)}. */
    Answer get(String id) {
        return fetch("/v1/predictions/" + id);
    }

    Answer cancel(String id) {
        return post("/v1/predictions/" + id + "/cancel", "", Map.of());
    }

    /** {@code predictions.wait(id)}: what it is when it has ended. */
    Answer await(String id) {
        Eventually.until(
                "prediction " + id + " has ended",
                () -> {
                    String status = status(id);
                    return Set.of("succeeded", "failed", "cancelled").contains(status);
                });
        return get(id).expect(200);
    }

    String status(String id) {
        return get(id).expect(200).json().path("status").stringValue();
    }

    Answer post(String path, String body, Map<String, String> headers) {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send("POST", path, headers, publisher);
    }

    Answer fetch(String path) {
        return fetch(path, Map.of());
    }

    Answer fetch(String path, Map<String, String> headers) {
        return send("GET", path, headers, BodyPublishers.noBody());
    }

    /** Something of the native API that must be made. */
    JsonNode made(String path, String body, Map<String, String> headers) {
        Answer answer = post(path, body, headers);
        if (answer.status() / 100 != 2) {
            throw new AssertionError("answered %d: %s".formatted(answer.status(), answer.text()));
        }
        return answer.json();
    }

    /** The deliveries of a prediction's events, each with its attempts, by the event's id. */
    Map<String, JsonNode> deliveries() {
        Map<String, JsonNode> found = new HashMap<>();
        fetch("/api/v1/deliveries?limit=100")
                .expect(200)
                .json()
                .path("data")
                .forEach(delivery -> {
                    String path = "/api/v1/deliveries/" + delivery.path("id").stringValue();
                    found.put(delivery.path("event").stringValue(), fetch(path).expect(200).json());
                });
        return found;
    }

    /** The lines of a stream, each as soon as it is there. */
    Stream<String> lines(String path, String body, Map<String, String> headers) {
        var request = request("POST", path, headers, BodyPublishers.ofString(body));
        var response =
                DescribedAnswers.checked(sent(request.build(), BodyHandlers.ofInputStream()));
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))
                .lines();
    }

    Answer send(
            String method,
            String path,
            Map<String, String> headers,
            HttpRequest.BodyPublisher body) {
        var request = request(method, path, headers, body);
        // What is refused for its length is refused before it is sent, and not while.
        request.expectContinue(body.contentLength() > LONG);
        HttpResponse<String> response = sent(request.build(), BodyHandlers.ofString());
        DescribedAnswers.check(response);
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private HttpRequest.Builder request(
            String method,
            String path,
            Map<String, String> headers,
            HttpRequest.BodyPublisher body) {
        Map<String, String> all = new HashMap<>(Map.of("Content-Type", "application/json"));
        if (!key.get().isEmpty()) {
            all.put("Authorization", "Bearer " + key.get());
        }
        all.putAll(headers);
        var request = HttpRequest.newBuilder(server.get().resolve(path)).method(method, body);
        all.forEach(request::header);
        return request;
    }

    private static <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return CLIENT.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * {@code webhook.verify(payload, signature, secret)}: splits at commas and equals signs without
     * trimming, looks at the first {@code v1} alone, and prints the time anew.
     *
     * @return what it raises; empty when it raises nothing
     */
    static Optional<String> problem(Received received, String secret) {
        String header = received.header("wriftai-webhook-signature").orElse("");
        Optional<String> time = first(header, "t");
        if (time.isEmpty()) {
            return Optional.of("No timestamp found");
        }
        long seconds = Long.parseLong(time.get());
        Optional<String> signature = first(header, "v1");
        if (signature.isEmpty()) {
            return Optional.of("No signatures found");
        }
        if (Math.abs(Instant.now().getEpochSecond() - seconds) > TOLERANCE) {
            return Optional.of("Timestamp outside the tolerance window");
        }
        byte[] given = signature.get().getBytes(StandardCharsets.UTF_8);
        byte[] expected =
                sign(seconds, received.body().bytes(), secret).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, given)
                ? Optional.empty()
                : Optional.of("No signatures found matching the expected signature");
    }

    private static Optional<String> first(String header, String name) {
        return List.of(header.split(",")).stream()
                .map(element -> element.split("=", 2))
                .filter(pair -> pair[0].equals(name))
                .map(pair -> pair[1])
                .findFirst();
    }

    private static String sign(long seconds, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
