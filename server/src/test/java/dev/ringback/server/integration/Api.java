package dev.ringback.server.integration;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client of a server, with one key. In JSON that it is given, apostrophes stand for quotes. Each
 * answer has to be one that the API's description knows.
 */
final class Api {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final String key;

    Api(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    URI server() {
        return server;
    }

    String key() {
        return key;
    }

    /** The same client with another key. */
    Api with(String otherKey) {
        return new Api(server, otherKey);
    }

    Answer get(String path) {
        return call("GET", path, Payload.EMPTY);
    }

    /** What is at a path; asked again for as long as others are before it. */
    Answer read(String path) {
        var answer = new AtomicReference<Answer>();
        Eventually.until(
                path,
                () -> {
                    answer.set(get(path));
                    return !answer.get().isOverloaded();
                });
        return answer.get().expect(200);
    }

    Answer post(String path, String json, Header... headers) {
        return call("POST", path, Payload.of(quoted(json)), headers);
    }

    Answer patch(String path, String json) {
        return call("PATCH", path, Payload.of(quoted(json)));
    }

    Answer delete(String path) {
        return call("DELETE", path, Payload.EMPTY);
    }

    /** Sends exactly these bytes. */
    Answer call(String method, String path, Payload body, Header... headers) {
        HttpResponse<byte[]> response =
                send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
        DescribedAnswers.check(
                method,
                path,
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                response.body());
        return new Answer(response.statusCode(), response.headers(), Payload.of(response.body()));
    }

    /** An answer whose body is read as it comes. */
    HttpResponse<InputStream> stream(String path, String json) {
        HttpRequest request = request("POST", path, Payload.of(quoted(json)));
        return DescribedAnswers.checked(send(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** What is at a path, read as it comes. */
    HttpResponse<InputStream> stream(String path) {
        return DescribedAnswers.checked(
                send(
                        request("GET", path, Payload.EMPTY),
                        HttpResponse.BodyHandlers.ofInputStream()));
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    private HttpRequest request(String method, String path, Payload body, Header... headers) {
        var publisher =
                body.size() == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body.bytes());
        var request = HttpRequest.newBuilder(server.resolve(path)).method(method, publisher);
        request.header("Authorization", "Bearer " + key);
        request.header("Content-Type", "application/json");
        for (Header header : headers) {
            request.setHeader(header.name(), header.value());
        }
        return request.build();
    }

    private static <T> HttpResponse<T> send(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }
}
