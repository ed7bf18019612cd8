package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of files and batches. In JSON that it is given, apostrophes stand for quotes. */
final class BatchClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BOUNDARY = "----of-a-test";

    private final int port;
    private final String key;

    BatchClient(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /** What was answered. */
    record Answer(int status, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        /** The answer, which has to have this status. */
        Answer expect(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        String id() {
            return json().path("id").stringValue();
        }

        String error(String member) {
            return json().at("/error/" + member).asString();
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    /** The length that is announced for what a path holds, asked with or without the bytes. */
    long length(String method, String path) {
        return exchange(request(path).method(method, BodyPublishers.noBody()))
                .headers()
                .firstValueAsLong("Content-Length")
                .orElseThrow();
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String json) {
        return send(request(path).POST(BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /** Uploads a file for a batch; its id. */
    String upload(String content) {
        return upload("batch", content).expect(200).id();
    }

    Answer upload(String purpose, String content) {
        return form(field("purpose", purpose) + file("in.jsonl") + content);
    }

    /** A form from its first boundary to where its last should be. */
    Answer form(String body) {
        return form(BodyPublishers.ofString(body + end()));
    }

    Answer form(Supplier<InputStream> body) {
        return form(BodyPublishers.ofInputStream(body));
    }

    private Answer form(BodyPublisher body) {
        return send(
                request("/v1/files")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(body));
    }

    static String field(String name, String value) {
        return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(BOUNDARY, name, value);
    }

    /** What stands before a file's content, where that is the last field. */
    static String file(String name) {
        return """
        --%s\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: application/jsonl\r
        \r
        """
                .formatted(BOUNDARY, name);
    }

    static String end() {
        return "\r\n--" + BOUNDARY + "--\r\n";
    }

    /** Makes a batch of a file; its id. */
    String batch(String file) {
        return batch(file, "");
    }

    /** The same with further members. */
    String batch(String file, String more) {
        return post("/v1/batches", "{'input_file_id':'%s'%s}".formatted(file, more))
                .expect(200)
                .id();
    }

    JsonNode show(String batch) {
        return get("/v1/batches/" + batch).expect(200).json();
    }

    /** The batch once it has this status. */
    JsonNode await(String batch, String status) {
        Eventually.until(
                batch + " is " + status,
                () -> show(batch).path("status").stringValue().equals(status));
        return show(batch);
    }

    /** The lines of one of a batch's files, {@code output} or {@code error}. */
    List<JsonNode> lines(JsonNode batch, String which) {
        JsonNode file = batch.path(which + "_file_id");
        if (file.isNull()) {
            return List.of();
        }
        String path = "/v1/files/" + file.stringValue();
        String content = get(path + "/content").expect(200).body();
        assertThat(get(path).json().path("bytes").longValue())
                .isEqualTo(content.getBytes(StandardCharsets.UTF_8).length);
        assertThat(content).endsWith("\n");
        return content.lines().map(JSON::readTree).toList();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key);
    }

    private static Answer send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request);
        return new Answer(response.statusCode(), response.body());
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            DescribedAnswers.check(response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
