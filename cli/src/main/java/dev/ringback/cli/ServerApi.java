package dev.ringback.cli;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/**
 * Speaks to a server over its public HTTP API, as any application does.
 *
 * @param server its URL, without a slash at the end
 * @param key is shown to it
 * @param patience how long an answer may usually take
 */
record ServerApi(HttpClient client, String server, String key, Duration patience)
        implements AutoCloseable {

    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    static ServerApi to(String server, String key, Duration patience) {
        var client = HttpClient.newBuilder().connectTimeout(patience).build();
        return new ServerApi(client, server, key, patience);
    }

    /**
     * A request.
     *
     * @param path absolute, with the query if there is one
     * @param longer how much longer than usual the answer may take
     */
    record Call(
            String method,
            String path,
            Map<String, String> headers,
            BodyPublisher body,
            Duration longer) {

        static Call of(String method, String path) {
            return new Call(method, path, Map.of(), BodyPublishers.noBody(), Duration.ZERO);
        }

        static Call post(String path, JsonTree body) {
            var text = BodyPublishers.ofString(body.toString());
            return new Call("POST", path, Map.of(), text, Duration.ZERO);
        }
    }

    /** What came of a call. */
    sealed interface Answer {

        /** A 2xx with JSON. */
        record Good(int status, String text, JsonTree json) implements Answer {}

        /** Anything else. */
        sealed interface Bad extends Answer {}

        /** Another status. */
        record Refused(int status, String text) implements Bad {}

        /** A 2xx without JSON. */
        record Garbled() implements Bad {}

        /** There was no answer. */
        record Missing(IOException why) implements Bad {}
    }

    Answer answer(Call call) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server + call.path()))
                        .timeout(patience.plus(call.longer()))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(call.method(), call.body());
        call.headers().forEach(request::header);
        var whole = BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER);
        try {
            return read(client.send(request.build(), whole));
        } catch (IOException e) {
            return new Answer.Missing(e);
        }
    }

    private static Answer read(HttpResponse<String> response) {
        int status = response.statusCode();
        String text = response.body();
        return status / 100 == 2
                ? JsonTree.read(Payload.of(text))
                        .<Answer>map(json -> new Answer.Good(status, text, json))
                        .orElseGet(Answer.Garbled::new)
                : new Answer.Refused(status, text);
    }

    @Override
    public void close() {
        client.close();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServerApi[" + server + "]";
    }
}
