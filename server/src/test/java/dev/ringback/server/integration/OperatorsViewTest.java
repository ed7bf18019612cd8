package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What an operator sees: probes and metrics. */
class OperatorsViewTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();
    private final Api nobody = tenant.api().with("none");

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private double metric(String name) {
        return nobody.get("/metrics")
                .body()
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** Of a lane of an endpoint, which names its project too. */
    private double ofLane(String name, Hook hook) {
        String labels = "{lane=\"" + hook.id() + "\",project=\"prj_";
        return nobody.get("/metrics")
                .body()
                .text()
                .lines()
                .filter(line -> line.startsWith(name + labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void probesNeedNoKey() {
        assertThat(nobody.get("/health").expect(200).text("status")).isEqualTo("ok");
        assertThat(nobody.get("/ready").expect(200).text("status")).isEqualTo("ready");
    }

    @Test
    void whatHappenedIsCounted() {
        try (var receiver = RudeReceiver.start(Behaviour.Answer.of(500, ""), Behaviour.OK);
                var refusing = RudeReceiver.start(new Behaviour.Gone())) {
            Hook hook = tenant.hook(receiver);
            Hook gone = tenant.hook(refusing, "{'event_types':['bye']}");
            tenant.publishAll("{'id':'once','type':'a.b','data':1}");
            tenant.publishAll("{'id':'once','type':'a.b','data':1}");
            tenant.delivery("once", hook, "succeeded");
            tenant.delivery(tenant.publish("bye"), gone, "dead");

            String attempts = "ringback_attempts_total{kind=\"delivery\",outcome=";
            assertThat(metric(attempts + "\"success\"}")).isGreaterThanOrEqualTo(1);
            assertThat(metric(attempts + "\"retry\"}")).isGreaterThanOrEqualTo(1);
            assertThat(metric(attempts + "\"refused\"}")).isGreaterThanOrEqualTo(1);
            assertThat(metric("ringback_attempt_seconds_count{kind=\"delivery\"}"))
                    .isGreaterThanOrEqualTo(3);
            assertThat(metric("ringback_events_accepted_total")).isGreaterThanOrEqualTo(2);
            assertThat(metric("ringback_events_duplicate_total")).isGreaterThanOrEqualTo(1);
            assertThat(metric("ringback_commit_seconds_count")).isPositive();
            assertThat(metric("ringback_commit_changes_count")).isPositive();
            assertThat(metric("ringback_bugs_total")).isZero();
        }
    }

    @Test
    void aLaneThatIsHeldUpShowsHowMuchWaits() {
        try (var receiver = RudeReceiver.start(new Behaviour.StallBeforeHead())) {
            Hook hook = tenant.hook(receiver, "{'max_in_flight':1,'timeout_ms':60000}");
            for (int i = 0; i < 3; i++) {
                tenant.publish("a.b");
            }
            Tenant.until("one runs", () -> ofLane("ringback_lane_running", hook) == 1);
            // What runs is waiting on disk, and is counted as that.
            assertThat(ofLane("ringback_lane_waiting", hook)).isEqualTo(3);
            Tenant.until(
                    "it is seen to be late",
                    () -> ofLane("ringback_lane_oldest_due_seconds", hook) > 0);
        }
    }

    @Test
    void whatIsDocumentedIsThere() {
        tenant.publish("a.b");
        String text = nobody.get("/metrics").expect(200).body().text();
        for (String name :
                List.of(
                        "ringback_lane_oldest_due_seconds",
                        "ringback_lane_waiting",
                        "ringback_commit_seconds",
                        "ringback_commit_changes",
                        "ringback_events_accepted_total",
                        "jvm_memory_used_bytes",
                        "process_uptime_seconds")) {
            assertThat(text).contains("# TYPE " + name + " ");
        }
    }
}
