package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Cable;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.PatientPostgres;
import dev.ringback.testkit.receiver.RudeReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The database goes away, and comes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreAwayTest {

    private static final String CHAT =
            "{'model':'demo/echo','messages':[{'role':'user','content':'hi'}]}";

    private EmbeddedPostgres postgres;
    private Cable cable;
    private Ringback ringback;
    private Tenant tenant;

    @BeforeAll
    void start() throws IOException {
        postgres = PatientPostgres.start();
        cable = Cable.to(postgres.getPort());
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put(
                "database-url",
                List.of("postgresql://postgres@127.0.0.1:" + cable.port() + "/postgres"));
        ringback = Ringback.start(flags);
        tenant = ringback.tenant();
    }

    @AfterAll
    void stop() throws IOException {
        ringback.close();
        cable.close();
        postgres.close();
    }

    private Answer ready() {
        return ringback.admin().get("/ready");
    }

    private void awaitBack() {
        cable.mend();
        Tenant.until("it is ready again", () -> ready().status() == 200);
    }

    private static void isAway(String route, Answer answer) {
        assertThat(answer.status()).as("%s: %s", route, answer.body().text()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as(route).isPresent();
    }

    private Answer ask(String route) {
        String[] parts = route.split(" ");
        Payload body = parts[0].matches("GET|DELETE") ? Payload.EMPTY : Payload.of("{}");
        return tenant.api().call(parts[0], parts[1].replaceAll("\\{[a-z]+}", "call_1"), body);
    }

    @Test
    void noRouteAnswersThatTheServerFailed() {
        List<String> routes = Routes.all();
        Map<String, Future<Answer>> answers = new HashMap<>();
        cable.cut();
        // All at once, since each waits a moment for the store.
        try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            routes.forEach(route -> answers.put(route, asking.submit(() -> ask(route))));
        }
        answers.forEach((route, answer) -> {
            // Some are answered from memory, and some are refused before the store is asked.
            assertThat(answer.resultNow().status())
                    .as("%s: %s", route, answer.resultNow().body().text())
                    .isIn(200, 400, 403, 404, 409, 415, 422, 503);
            if (answer.resultNow().status() == 503) {
                isAway(route, answer.resultNow());
            }
        });
        awaitBack();
    }

    @Test
    void whatNeedsTheStoreIsAnsweredInTheWordsOfItsSurface() {
        Api api = tenant.api();
        cable.cut();
        for (String path : List.of("events", "events/evt_1", "deliveries", "jobs", "replays")) {
            Answer answer = api.get("/api/v1/" + path);
            isAway(path, answer);
            assertThat(answer.text("code")).isEqualTo("store_away");
        }
        for (String path : List.of("files", "batches", "responses/resp_1", "generation/gen")) {
            Answer answer = api.get("/v1/" + path);
            isAway(path, answer);
            assertThat(answer.json().at("/error/code").asString()).isEqualTo("store_away");
        }
        isAway("predictions", api.get("/v1/predictions"));
        isAway("event", api.post("/api/v1/events", "{'type':'a.b','data':1}"));
        isAway("chat", api.post("/v1/slow/chat/completions", CHAT));
        awaitBack();
    }

    @Test
    void itIsNotReadyMeanwhileAndDeliversAfterwards() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            cable.cut();
            Tenant.until("it is not ready", () -> ready().status() == 503);
            assertThat(ready().json().at("/reasons/0/code").asString()).isEqualTo("store_away");
            assertThat(ringback.admin().get("/health").status()).isEqualTo(200);
            assertThat(ringback.admin().get("/metrics").expect(200).body().text())
                    .contains(
                            "ringback_ready 0",
                            "ringback_not_ready{reason=\"store_away\"} 1",
                            "ringback_not_ready{reason=\"stopping\"} 0");
            awaitBack();
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
        }
    }
}
