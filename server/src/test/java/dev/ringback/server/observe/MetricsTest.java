package dev.ringback.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.policy.Breaker;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.listener.HttpServer;
import dev.ringback.server.api.DescribedAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final List<LaneStatus> lanes = new ArrayList<>();
    private final Metrics metrics = new Metrics(lanes::stream, () -> NOW);

    private static LaneStatus lane(String name, long waiting, int running, long dueSeconds) {
        return new LaneStatus(
                new LaneId(name),
                waiting,
                running,
                dueSeconds < 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(dueSeconds)),
                Breaker.closed());
    }

    @Test
    void whatHappensIsCounted() {
        metrics.accepted(3);
        metrics.duplicates(1);
        metrics.attempted("delivery", new Outcome.Success(), 1_500);
        metrics.attempted("delivery", new Outcome.Retry(NOW, "503"), 20_000);
        metrics.attempted("inference", new Outcome.Refused("410"), 2_000_000);
        metrics.committed(7, Duration.ofMillis(3));
        metrics.commitFailed();
        metrics.broke();

        assertThat(metrics.text())
                .contains(
                        "ringback_events_accepted_total 3.0",
                        "ringback_events_duplicate_total 1.0",
                        "ringback_attempts_total{kind=\"delivery\",outcome=\"success\"} 1.0",
                        "ringback_attempts_total{kind=\"delivery\",outcome=\"retry\"} 1.0",
                        "ringback_attempts_total{kind=\"inference\",outcome=\"refused\"} 1.0",
                        "ringback_attempt_seconds_bucket{kind=\"delivery\",le=\"0.002\"} 1",
                        "ringback_attempt_seconds_count{kind=\"delivery\"} 2",
                        "ringback_commit_changes_sum 7.0",
                        "ringback_commit_seconds_bucket{le=\"0.005\"} 1",
                        "ringback_commit_failures_total 1.0",
                        "ringback_bugs_total 1.0");
    }

    @Test
    void lanesAreLookedUpWhenTheTextIsRead() {
        assertThat(metrics.text()).contains("ringback_lanes 0\n");
        lanes.add(lane("endpoint-1", 5, 2, 90));

        assertThat(metrics.text())
                .contains(
                        "ringback_lanes 1\n",
                        "ringback_lane_waiting{lane=\"endpoint-1\"} 5\n",
                        "ringback_lane_running{lane=\"endpoint-1\"} 2\n",
                        "ringback_lane_oldest_due_seconds{lane=\"endpoint-1\"} 90\n");
    }

    @Test
    void upstreamsAreLookedUpAndTheirTokensCounted() {
        var waiting = new AtomicInteger(3);
        metrics.upstream("gpu", () -> 4, waiting::get, () -> true, () -> 7);
        metrics.upstream("cloud", () -> 0, () -> 0, () -> false, () -> 0);
        waiting.set(5);
        metrics.tokens("gpu", 12, 30);
        metrics.tokens("gpu", 5, -1);

        assertThat(metrics.text())
                .contains(
                        "ringback_upstream_in_flight{upstream=\"gpu\"} 4.0",
                        "ringback_upstream_waiting{upstream=\"gpu\"} 5.0",
                        "ringback_upstream_open{upstream=\"gpu\"} 1.0",
                        "ringback_upstream_open{upstream=\"cloud\"} 0.0",
                        "ringback_upstream_busy_total{upstream=\"gpu\"} 7.0",
                        "ringback_tokens_total{direction=\"input\",upstream=\"gpu\"} 17.0",
                        "ringback_tokens_total{direction=\"output\",upstream=\"gpu\"} 30.0");
    }

    @Test
    void whatIsRefusedAtTheDoorIsCountedByItsReason() {
        metrics.refused(Refusal.of(429, "rate_limit_exceeded", "too many"));
        metrics.refused(Refusal.of(401, "unknown_key", "who are you?"));
        metrics.refused(Refusal.of(429, "rate_limit_exceeded", "still too many"));

        assertThat(metrics.text())
                .contains(
                        "ringback_requests_refused_total{reason=\"rate_limit_exceeded\"} 2.0",
                        "ringback_requests_refused_total{reason=\"unknown_key\"} 1.0")
                .doesNotContain("too many");
    }

    @Test
    void whatTheListenerRefusesIsHeardOnce() throws IOException, InterruptedException {
        Route broken =
                Route.get(
                        "/bug",
                        _ -> {
                            throw new IllegalStateException("a bug");
                        });
        HttpServer server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        HttpServer.Service.of(List.of(metrics.route(), broken)),
                        HttpLimits.DEFAULT,
                        Map.of(),
                        metrics::refused,
                        System::nanoTime);
        try {
            assertThat(ask(server, "/nowhere")).startsWith("404 ");
            assertThat(ask(server, "/bug")).startsWith("500 ");
            assertThat(ask(server, "/metrics"))
                    .contains("ringback_requests_refused_total{reason=\"not_found\"} 1.0")
                    .doesNotContain("reason=\"internal");
        } finally {
            server.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void lanesOfHostsThatJobsNamedAreOne() {
        lanes.add(lane("direct:default:1", 5, 2, 30));
        lanes.add(lane("direct:shop:1", 6, 3, 90));
        lanes.add(lane("direct:shop:2", 7, 0, -1));
        lanes.add(lane("endpoint-1", 1, 1, -1));

        assertThat(metrics.text())
                .contains(
                        "ringback_lanes 4\n",
                        "ringback_lane_waiting{lane=\"direct\"} 18\n",
                        "ringback_lane_running{lane=\"direct\"} 5\n",
                        "ringback_lane_oldest_due_seconds{lane=\"direct\"} 90\n",
                        "ringback_lane_waiting{lane=\"endpoint-1\"} 1\n")
                .doesNotContain("direct:");
    }

    @Test
    void onlyTheWorstLanesAreListed() {
        for (int i = 0; i <= LaneText.MOST; i++) {
            lanes.add(lane("lane-" + i, 1, 0, i + 1));
        }

        String text = metrics.text();

        assertThat(text).contains("ringback_lanes 1001\n", "{lane=\"lane-1000\"} 1001\n");
        assertThat(text).contains("{lane=\"lane-1\"}").doesNotContain("{lane=\"lane-0\"}");
    }

    @Test
    void theProcessIsDescribed() {
        assertThat(metrics.withProcess().text())
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_cpu_usage");
    }

    @Test
    void operatorsAskByHttp() throws IOException, InterruptedException {
        HttpServer server =
                HttpServer.start("127.0.0.1", 0, List.of(metrics.route()), HttpLimits.DEFAULT);
        try {
            assertThat(ask(server, "/metrics")).startsWith("200 # HELP");
        } finally {
            server.stop(Duration.ofSeconds(5));
        }
    }

    private static String ask(HttpServer server, String path)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            DescribedAnswers.check(answer);
            return answer.statusCode() + " " + answer.body();
        }
    }
}
