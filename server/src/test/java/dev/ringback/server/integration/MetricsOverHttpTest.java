package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What operators scrape, judged by the program that scrapes it. */
class MetricsOverHttpTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static Answer scraped(String accept) {
        var header = new Header("Accept", accept);
        return RINGBACK.admin().call("GET", "/metrics", Payload.EMPTY, header).expect(200);
    }

    private static boolean isInstalled(String command) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    /** A delivery that succeeds, one that is given up, and one that a filter keeps away. */
    private static Hook used() {
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var broken = RudeReceiver.start(Behaviour.Answer.of(400, "no"))) {
            Tenant tenant = RINGBACK.tenant();
            Hook hook = tenant.hook(receiver);
            Hook dead = tenant.hook(broken, "{'retry_schedule':[]}");
            Hook _ = tenant.hook(receiver, "{'filter':'data.n > 100'}");
            String event = tenant.publish("a.b");
            tenant.delivery(event, hook, "succeeded");
            tenant.delivery(event, dead, "dead");
            return hook;
        }
    }

    @Test
    void prometheusOwnCheckerFindsNoFault() throws IOException, InterruptedException {
        assumeTrue(isInstalled("promtool"), "promtool is not installed, so nobody checks metrics");
        Hook _ = used();
        Process checker = new ProcessBuilder("promtool", "check", "metrics").start();
        try (OutputStream in = checker.getOutputStream()) {
            in.write(scraped("text/plain").body().bytes());
        }
        String said =
                new String(checker.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                        + new String(
                                checker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(checker.waitFor()).as(said).isZero();
        assertThat(said).isBlank();
    }

    @Test
    void whatIsGivenUpAndWhatIsFilteredIsCountedAndEndpointsNameTheirProject() {
        Hook hook = used();
        Eventually.until(
                "the one that was given up is counted",
                () ->
                        scraped("*/*")
                                .body()
                                .text()
                                .contains("ringback_calls_dead_total{kind=\"delivery\"}"));
        assertThat(scraped("*/*").body().text())
                .contains("ringback_filter_evaluations_total{outcome=\"no_match\"}")
                .contains("ringback_log_lines_dropped_total 0")
                .containsPattern(
                        "ringback_lane_waiting\\{lane=\""
                                + hook.id()
                                + "\",project=\"prj_\\w+\"} ");
    }

    @Test
    void whoAcceptsOpenMetricsGetsThem() {
        Hook _ = used();
        // What Prometheus itself sends.
        Answer answer =
                scraped(
                        "application/openmetrics-text;version=1.0.0;q=0.5,"
                                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(answer.body().text())
                .endsWith("\n# EOF\n")
                .containsOnlyOnce("# EOF")
                .contains("# TYPE ringback_events_accepted counter")
                .contains("ringback_lane_waiting{lane=");
        Answer plain = scraped("text/plain");
        assertThat(plain.headers().firstValue("Content-Type").orElseThrow())
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.body().text()).doesNotContain("# EOF");
    }
}
