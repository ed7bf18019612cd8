package dev.ringback.cli;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks to the server as any application would: over its public HTTP API. */
final class DemoApi implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FIRST_FAILURE = 300;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI server;
    private final String key;

    DemoApi(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    /** What came of a request. */
    sealed interface Answer {

        /** A 2xx with JSON. */
        record Good(int status, JsonTree body) implements Answer {}

        /** Anything else, in words. */
        record Bad(String reason) implements Answer {}
    }

    /** Sends JSON. */
    Answer post(String path, JsonTree body) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
        try {
            return read(path, client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer.Bad("POST %s failed: %s".formatted(path, e));
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static Answer read(String path, HttpResponse<String> response) {
        if (response.statusCode() >= FIRST_FAILURE) {
            return new Answer.Bad(
                    "POST %s was answered %d: %s"
                            .formatted(path, response.statusCode(), response.body()));
        }
        return JsonTree.read(Payload.of(response.body()))
                .<Answer>map(json -> new Answer.Good(response.statusCode(), json))
                .orElseGet(() ->
                        new Answer.Bad(
                                "POST %s was answered with something that is not JSON"
                                        .formatted(path)));
    }
}
