package dev.ringback.server.crash;

import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A client of a server that comes and goes, each time at another address. */
final class Api implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String BOUNDARY = "----of-the-crash-tests";

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Eventually.PATIENCE)
                    .build();
    private final AtomicReference<Optional<URI>> base = new AtomicReference<>(Optional.empty());
    private final String key;

    /** An answer that came in full. */
    record Answer(int status, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Api(String key) {
        this.key = key;
    }

    void up(URI at) {
        base.set(Optional.of(at));
    }

    void down() {
        base.set(Optional.empty());
    }

    /** Waits until there is a server, or nobody wants one any more. */
    boolean awaitUp(BooleanSupplier wanted) {
        Eventually.until("a server", () -> base.get().isPresent() || !wanted.getAsBoolean());
        return wanted.getAsBoolean();
    }

    /** Sends something with headers, names and values in turn; empty when no answer came. */
    Optional<Answer> tryToPost(String path, String body, String... headers) {
        return exchange(
                path,
                "POST",
                "application/json",
                HttpRequest.BodyPublishers.ofString(body),
                headers);
    }

    /** The status of an answer to a request to remove something. */
    int delete(String path) {
        return exchange(path, "DELETE", HttpRequest.BodyPublishers.noBody())
                .map(Answer::status)
                .orElseThrow(() -> new AssertionError("no answer from " + path));
    }

    /** The status of an answer to a question. */
    int statusOf(String path) {
        return exchange(path, "GET", HttpRequest.BodyPublishers.noBody())
                .map(Answer::status)
                .orElseThrow(() -> new AssertionError("no answer from " + path));
    }

    JsonNode post(String path, String body) {
        return required(path, "POST", body);
    }

    /** Uploads a file for batches. */
    JsonNode upload(String content) {
        String form =
                """
                --%1$s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="lines.jsonl"\r
                \r
                %2$s\r
                --%1$s--\r
                """
                        .formatted(BOUNDARY, content);
        return succeeded(
                "/v1/files",
                exchange(
                        "/v1/files",
                        "POST",
                        "multipart/form-data; boundary=" + BOUNDARY,
                        HttpRequest.BodyPublishers.ofString(form)));
    }

    JsonNode get(String path) {
        return required(path, "GET", "");
    }

    private JsonNode required(String path, String method, String body) {
        return succeeded(path, exchange(path, method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode succeeded(String path, Optional<Answer> came) {
        Answer answer = came.orElseThrow(() -> new AssertionError("no answer from " + path));
        if (answer.status() / 100 != 2) {
            throw new AssertionError(path + " came to " + answer);
        }
        return answer.json();
    }

    private Optional<Answer> exchange(
            String path, String method, HttpRequest.BodyPublisher publisher) {
        return exchange(path, method, "application/json", publisher);
    }

    private Optional<Answer> exchange(
            String path,
            String method,
            String type,
            HttpRequest.BodyPublisher publisher,
            String... headers) {
        Optional<URI> at = base.get();
        if (at.isEmpty()) {
            return Optional.empty();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at.get().resolve(path))
                        .timeout(Eventually.PATIENCE)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", type)
                        .method(method, publisher);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            DescribedAnswers.check(response);
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
