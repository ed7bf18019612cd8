package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What the filters of one project may do to a server that others use. */
class FiltersOverHttpTest {

    private static final String DOUBLING = "[type]" + ".map(x,x+x)".repeat(25) + "[0] == type";
    private static final String LOOPING = "data.a.all(x, data.b == data.b)";
    private static final String PAYLOAD =
            "{'type':'a.b','data':{'a':[0"
                    + ",1".repeat(900)
                    + "],'b':[0"
                    + ",0".repeat(90_000)
                    + "]}}";

    private static String filter(String expression) {
        return "{'filter':'" + expression + "'}";
    }

    @Test
    void hostileFiltersOfOneProjectHoldUpNobodyElse() {
        try (var ringback = Ringback.start(Ringback.PRIVATE);
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant hostile = ringback.tenant();
            for (int i = 0; i < 40; i++) {
                hostile.hook(receiver, filter(i % 2 == 0 ? LOOPING : DOUBLING));
            }
            List<Future<String>> floods = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                var flood = new FutureTask<>(() -> hostile.publishAll(PAYLOAD));
                Thread.ofVirtual().start(flood);
                floods.add(flood);
            }

            Tenant modest = ringback.tenant();
            Hook hook = modest.hook(receiver, filter("data.n == 1"));
            for (int i = 0; i < 10; i++) {
                ringback.admin().get("/health").expect(200);
                modest.delivery(modest.publish("a.b"), hook, "succeeded");
            }

            floods.forEach(flood -> Eventually.get("a hostile event is accepted", flood));
            String metrics = ringback.admin().get("/metrics").expect(200).body().text();
            assertThat(metrics)
                    .containsPattern("ringback_filter_evaluations_total\\{outcome=\"ran_out\"} \\d")
                    .containsPattern("ringback_filter_evaluations_total\\{outcome=\"match\"} 10");
        }
    }

    @Test
    void theEndOfAJobPassesAHostileFilter() {
        try (var stub = StubUpstream.start();
                var ringback = Ringback.start(Ringback.asking(stub));
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            tenant.hook(receiver, filter(DOUBLING));
            Hook hook = tenant.hook(receiver);
            String job =
                    tenant.api()
                            .post(
                                    "/v1/slow/chat/completions",
                                    "{'model':'m','messages':[{'role':'user','content':'hi'}]}")
                            .expect(200)
                            .text("id");

            Tenant.until(
                    "the end is told", () -> !tenant.deliveries("endpoint=" + hook.id()).isEmpty());
            var event = tenant.api().get("/api/v1/events/" + job + ":completed").expect(200);
            assertThat(event.json().at("/filters/troubles/0/outcome").asString())
                    .isEqualTo("ran_out");
        }
    }

    @Test
    void aServerWhoseFiltersAreOffHoldsWhatTheyWouldDecide() {
        Map<String, List<String>> off = new HashMap<>(Ringback.PRIVATE);
        off.put("filters", List.of("off"));
        try (var ringback = Ringback.start(off);
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            Hook filtered = tenant.hook(receiver, filter("data.n == 1"));
            Hook all = tenant.hook(receiver);

            String event = tenant.publish("a.b");

            tenant.delivery(event, all, "succeeded");
            assertThat(tenant.deliveries("endpoint=" + filtered.id())).isEmpty();
            var shown = tenant.api().get("/api/v1/events/" + event).expect(200).json();
            assertThat(shown.at("/filters/state").asString()).isEqualTo("held");
            String question = "{'filter':'true','event':{'type':'a','data':1}}";
            assertThat(tenant.api().post("/api/v1/filters/try", question).expect(409).text("code"))
                    .isEqualTo("filters_off");
        }
    }
}
