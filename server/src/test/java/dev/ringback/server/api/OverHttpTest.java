package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.StateName;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.listener.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverHttpTest {

    @Test
    void theApiAnswersOnARealSocket() throws IOException, InterruptedException {
        try (var rig = new ApiRig();
                var client = HttpClient.newHttpClient()) {
            var server = HttpServer.start("127.0.0.1", 0, rig.api.routes(), HttpLimits.DEFAULT);
            try {
                rig.endpoint("");
                var event = HttpRequest.BodyPublishers.ofString("{\"type\":\"a\",\"data\":1}");
                var accepted = send(client, rig, server, "POST", "/api/v1/events", event);
                assertThat(accepted.statusCode()).isEqualTo(202);
                rig.awaitCount(StateName.SUCCEEDED, 1);
                var none = HttpRequest.BodyPublishers.noBody();
                var list = send(client, rig, server, "GET", "/api/v1/deliveries?limit=1", none);
                assertThat(list.body()).contains("\"state\":\"succeeded\"");
                var bad = send(client, rig, server, "GET", "/api/v1/events?type=a%0Ab", none);
                assertThat(bad.statusCode()).isEqualTo(400);
                assertThat(bad.headers().firstValue("Content-Type"))
                        .contains("application/problem+json");
            } finally {
                server.stop(Duration.ofSeconds(1));
            }
        }
    }

    private static HttpResponse<String> send(
            HttpClient client,
            ApiRig rig,
            HttpServer server,
            String method,
            String path,
            HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, body)
                        .header("Authorization", "Bearer " + rig.admin)
                        .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        DescribedAnswers.check(response);
        return response;
    }
}
