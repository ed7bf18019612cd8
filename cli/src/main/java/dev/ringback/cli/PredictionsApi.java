package dev.ringback.cli;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Speaks to a server that somebody else runs. */
final class PredictionsApi implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;
    private static final int LONGEST_EXCERPT = 300;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String server;
    private final String key;

    /**
     * Makes a client.
     *
     * @param server its URL, without a slash at the end
     * @param key is shown to it
     */
    PredictionsApi(String server, String key) {
        this.server = server;
        this.key = key;
    }

    /** What came of a request. */
    sealed interface Answer {

        /** A 2xx, with JSON. */
        record Good(String json) implements Answer {}

        /** Anything else, in words. */
        record Bad(String reason) implements Answer {}
    }

    /**
     * Sends a request.
     *
     * @param path absolute, with the query if there is one
     * @param longer how much longer than usual the answer may take
     */
    Answer call(
            String method,
            String path,
            Map<String, String> headers,
            BodyPublisher body,
            Duration longer)
            throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(PATIENCE.plus(longer))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, body);
        headers.forEach(request::header);
        try {
            return read(
                    client.send(
                            request.build(),
                            BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER)));
        } catch (IOException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), "no connection");
            return new Answer.Bad("%s cannot be reached: %s".formatted(server, why));
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static Answer read(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            return new Answer.Bad(
                    "the server answered %d: %s"
                            .formatted(response.statusCode(), reason(response.body())));
        }
        return json(response.body()).isEmpty()
                ? new Answer.Bad("the server answered with something that is not JSON")
                : new Answer.Good(response.body());
    }

    /** The detail of the answer: a sentence, or what is wrong with each of several fields. */
    private static String reason(String body) {
        JsonTree detail = json(body).map(json -> json.at("detail")).orElseGet(JsonObject::new);
        if (detail.isText()) {
            return detail.plain();
        }
        if (detail.isArray() && !detail.isEmpty()) {
            return String.join("; ", detail.elements().map(PredictionsApi::fault).toList());
        }
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_EXCERPT ? line.substring(0, LONGEST_EXCERPT) + "..." : line;
    }

    private static String fault(JsonTree fault) {
        String place = String.join(".", fault.at("loc").elements().map(JsonTree::plain).toList());
        return place + " " + fault.text("msg").orElse("");
    }

    private static Optional<JsonTree> json(String text) {
        return JsonTree.read(Payload.of(text));
    }
}
