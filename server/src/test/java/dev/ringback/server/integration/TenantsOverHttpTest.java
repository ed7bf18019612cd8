package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One project uses all that it can get; another one needs a little. */
class TenantsOverHttpTest {

    private static final int MANY = 60;

    /** So many clients that their turn would come last, and that soon they all wait. */
    private static final int CLIENTS = 12;

    private static String chat(String words) {
        return "{'model':'m','messages':[{'role':'user','content':'" + words + "'}]}";
    }

    /** A server whose model server takes one request at a time. */
    private static Ringback narrow(StubUpstream stub) {
        Map<String, List<String>> flags = new HashMap<>(Ringback.asking(stub));
        flags.put("upstream-concurrency", List.of("stub=1"));
        return Ringback.start(flags);
    }

    private static int place(StubUpstream stub, String words) {
        return IntStream.range(0, stub.asked().size())
                .filter(i -> stub.asked().get(i).body().text().contains(words))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void aJobDoesNotWaitForTheBacklogOfAnotherProject() {
        var open = new CountDownLatch(1);
        try (var stub = StubUpstream.start().plays(Script.after(open, Script.says("done")));
                var ringback = narrow(stub)) {
            Tenant greedy = ringback.tenant();
            Tenant modest = ringback.tenant();
            for (int i = 0; i < MANY; i++) {
                greedy.api().post("/v1/slow/chat/completions", chat("greedy")).expect(200);
            }
            Eventually.until("the first is asked", () -> stub.underWay() == 1);
            String job =
                    modest.api()
                            .post("/v1/slow/chat/completions", chat("modest"))
                            .expect(200)
                            .text("id");
            Tenant.until(
                    "it waits for the model server",
                    () ->
                            modest.api()
                                    .get("/api/v1/jobs/" + job)
                                    .expect(200)
                                    .text("state")
                                    .equals("running"));

            open.countDown();

            Tenant.until(
                    "it has ended",
                    () ->
                            modest.api()
                                    .get("/v1/generation/" + job)
                                    .expect(200)
                                    .text("state")
                                    .equals("Success"));
            assertThat(place(stub, "modest")).isBetween(1, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void aClientDoesNotWaitForAllClientsOfAnotherProject(String streamed) {
        var open = new CountDownLatch(1);
        String more = ",'stream':" + streamed + "}";
        try (var stub = StubUpstream.start().plays(Script.after(open, Script.says("done")));
                var ringback = narrow(stub)) {
            Tenant greedy = ringback.tenant();
            Tenant modest = ringback.tenant();
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(asked(greedy, chat("greedy").replace("]}", "]" + more)));
            }
            waiting(ringback, CLIENTS - 1);
            answers.add(asked(modest, chat("modest").replace("]}", "]" + more)));
            waiting(ringback, CLIENTS);

            open.countDown();

            answers.forEach(each -> Eventually.get("an answer", each).expect(200));
            assertThat(stub.asked()).hasSize(CLIENTS + 1);
            assertThat(place(stub, "modest")).isBetween(1, 3);
        }
    }

    @Test
    void aProjectThatHasItsQuotaIsToldSoInEveryDialectAndMayDelete() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("project-quota", List.of("1m"));
        try (var ringback = Ringback.start(flags)) {
            Tenant full = ringback.tenant();
            Tenant other = ringback.tenant();
            String file = full.uploaded("x".repeat(700_000)).expect(200).text("id");
            String event = "{'type':'a.b','data':'" + "y".repeat(400_000) + "'}";
            full.publishAll(event);

            Answer refused = full.api().post("/api/v1/events", event).expect(507);
            assertThat(refused.text("code")).isEqualTo("quota_exceeded");
            assertThat(refused.text("detail")).contains("may store 1");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
            String app = "mutation { createApp(input: {url: \"http://app.test/\"}) { id } }";
            assertThat(new GraphqlClient(full.api()).problem(app, Map.of()))
                    .contains("may store 1");
            Answer job = full.api().post("/v1/slow/chat/completions", chat("hi")).expect(507);
            assertThat(job.json().at("/error/code").asString()).isEqualTo("quota_exceeded");
            Answer upload = full.uploaded("z").expect(507);
            assertThat(upload.json().at("/error/code").asString()).isEqualTo("quota_exceeded");
            String prediction = "{'input':{}}";
            assertThat(
                            full.api()
                                    .post("/v1/models/demo/echo/predictions", prediction)
                                    .expect(507)
                                    .text("detail"))
                    .contains("may store 1");
            full.api().post("/api/v1/replays", "{'filter':{}}").expect(202);
            other.publishAll(event);

            full.api().delete("/v1/files/" + file).expect(200);
            Tenant.until(
                    "there is room again",
                    () -> full.api().post("/api/v1/events", event).status() == 202);
        }
    }

    @Test
    void anUploadEndsWhereTheQuotaDoesAndLeavesNothing() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("project-quota", List.of("1m"));
        try (var ringback = Ringback.start(flags)) {
            Tenant tenant = ringback.tenant();

            Answer refused = tenant.uploaded("x".repeat(3_000_000)).expect(507);

            assertThat(refused.json().at("/error/code").asString()).isEqualTo("quota_exceeded");
            assertThat(tenant.api().get("/v1/files").expect(200).json().path("data")).isEmpty();
            Tenant.until("its parts are gone", () -> tenant.uploaded("small").status() == 200);
        }
    }

    @Test
    void nothingNewIsStoredWhenTheDiskIsBelowItsFloor() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("disk-floor", List.of("900000g"));
        try (var ringback = Ringback.start(flags)) {
            Tenant tenant = ringback.tenant();
            assertThat(
                            tenant.api()
                                    .post("/api/v1/events", "{'type':'a.b','data':1}")
                                    .expect(507)
                                    .text("code"))
                    .isEqualTo("disk_low");
            assertThat(tenant.uploaded("x").expect(507).json().at("/error/code").asString())
                    .isEqualTo("disk_low");
            ringback.admin().get("/ready").expect(503);
            ringback.admin().get("/health").expect(200);
        }
    }

    /** A client that asks until it is answered: on a slow machine it may be told to come back. */
    private static Future<Answer> asked(Tenant tenant, String body) {
        var answered =
                new FutureTask<>(() -> {
                    Answer answer;
                    do {
                        answer = tenant.api().post("/v1/chat/completions", body);
                    } while (answer.status() == 429);
                    return answer;
                });
        Thread.ofVirtual().start(answered);
        return answered;
    }

    private static void waiting(Ringback ringback, int many) {
        Tenant.until(
                many + " wait",
                () ->
                        ringback.admin()
                                .get("/metrics")
                                .body()
                                .text()
                                .contains("ringback_upstream_waiting{upstream=\"stub\"} " + many));
    }
}
