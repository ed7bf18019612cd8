package dev.ringback.server.crash;

import dev.ringback.server.Main;
import dev.ringback.server.api.DescribedAnswers;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several server processes on one database, of which one is active. */
final class Pair implements AutoCloseable {

    static final String KEY = "key-of-the-standby-tests";

    private final Path directory;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Eventually.PATIENCE).build();

    /** One whose processes share a directory for their secret key. */
    Pair(Path directory) {
        this.directory = directory;
    }

    /**
     * Launches one more process, which waits for nobody.
     *
     * @param before words in front of the command that starts it
     */
    ServerProcess launch(String databaseUrl, String... before) {
        ServerProcess process =
                ServerProcess.launch(
                        new ServerProcess.Plan(
                                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
                                Main.class.getName(),
                                List.of(
                                        "serve",
                                        "--port",
                                        "0",
                                        "--data",
                                        directory.resolve("data").toString()),
                                Map.of(
                                        "RINGBACK_API_KEY",
                                        KEY,
                                        "RINGBACK_DATABASE_URL",
                                        databaseUrl),
                                "RINGBACK_",
                                directory.resolve("server" + processes.size() + ".log")),
                        before);
        processes.add(process);
        return process;
    }

    /** An answer, or nothing when there was none. */
    Optional<HttpResponse<String>> get(URI server, String path) {
        return exchange(request(server, path).GET());
    }

    /** Publishes an event of that id; answers the status, 0 when there was no answer. */
    int publish(URI server, String id) {
        String body = "{\"type\":\"a.b\",\"id\":\"%s\",\"data\":{}}".formatted(id);
        return exchange(
                        request(server, "/api/v1/events")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)))
                .map(HttpResponse::statusCode)
                .orElse(0);
    }

    /** Waits until the other one, to which something has just happened, is missed no more. */
    void takesOver(ServerProcess standby, String what) {
        long gone = System.nanoTime();
        URI at = standby.awaitReady().uri();
        Eventually.until("it takes events", () -> publish(at, "after" + gone) == 202);
        System.out.printf(
                "the active process %s: events are taken again after %d ms%n",
                what, Duration.ofNanos(System.nanoTime() - gone).toMillis());
    }

    private static HttpRequest.Builder request(URI server, String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + KEY);
    }

    private Optional<HttpResponse<String>> exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(
                            request.timeout(Eventually.PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            DescribedAnswers.check(response);
            return Optional.of(response);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
        client.shutdownNow();
    }
}
