package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids that producers give, and the types that only the server may. */
class GivenIdsTest {

    private static final String EVENTS = "/api/v1/events";
    private static final String FIRST =
            """
            {"id":"dup-1","type":"order.paid","subject":"s","timestamp":"2026-05-01T00:00:00Z",
             "data":{"n":1,"m":[1,2]}}\
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":2,\"m\":[1,2]}",
                "{\"n\":1}",
                "{\"n\":1,\"m\":[2,1]}",
                "{\"n\":\"1\",\"m\":[1,2]}",
                "null"
            })
    void anIdThatComesAgainWithOtherDataIsRefused(String data) {
        refused(FIRST.replaceFirst("\\{\"n.*]}", data));
    }

    @ParameterizedTest
    @CsvSource({
        "order.paid, other.type",
        "\"subject\":\"s\", \"subject\":\"t\"",
        "2026-05-01, 2026-05-02"
    })
    void anIdThatComesAgainWithOtherWordsIsRefused(String words, String others) {
        refused(FIRST.replace(words, others));
    }

    private static void refused(String other) {
        try (var rig = new ApiRig()) {
            assertThat(other).isNotEqualTo(FIRST);
            assertThat(rig.post(EVENTS, FIRST).status()).isEqualTo(202);

            var alone = rig.post(EVENTS, other);
            assertThat(alone.status()).isEqualTo(409);
            assertThat(alone.text("code")).isEqualTo("event_id_reused");
            var among =
                    rig.post(EVENTS, "[{\"id\":\"x\",\"type\":\"a\",\"data\":1}," + other + "]");
            assertThat(among.status()).isEqualTo(409);
            assertThat(among.text("detail")).startsWith("[1].id: the event dup-1");
            assertThat(rig.get(EVENTS + "/x").status()).isEqualTo(404);
            assertThat(rig.get(EVENTS + "/dup-1").bytes().text()).contains("{\"n\":1,\"m\":[1,2]}");
        }
    }

    @Test
    void oneIdWithTwoContentsInOneArrayIsRefused() {
        try (var rig = new ApiRig()) {
            String other = FIRST.replace("\"n\":1", "\"n\":2");
            assertThat(rig.post(EVENTS, "[" + FIRST + "," + other + "]").status()).isEqualTo(409);
            assertThat(rig.get(EVENTS + "/dup-1").status()).isEqualTo(404);
            assertThat(rig.post(EVENTS, "[" + FIRST + "," + FIRST + "]").bytes().text())
                    .isEqualTo(
                            "{\"events\":[{\"id\":\"dup-1\",\"endpoints\":0},"
                                    + "{\"id\":\"dup-1\",\"duplicate\":true}]}");
        }
    }

    @Test
    void theSameInOtherBlanksAndAnotherOrderIsADuplicate() {
        try (var rig = new ApiRig()) {
            rig.post(EVENTS, FIRST);
            String anew =
                    """
                    { "data": { "m" : [ 1, 2 ], "n" : 1 }, "type" : "order.paid", "id" : "dup-1",
                      "subject" : "s" }\
                    """;
            assertThat(rig.post(EVENTS, anew).bytes().text())
                    .isEqualTo("{\"id\":\"dup-1\",\"duplicate\":true}");
        }
    }

    @Test
    void ofManyWhoGiveAnIdAtOnceOneIsTaken() throws Exception {
        try (var rig = new ApiRig()) {
            CountDownLatch start = new CountDownLatch(1);
            var answers = new ConcurrentLinkedQueue<String>();
            AtomicInteger next = new AtomicInteger();
            List<Thread> threads =
                    IntStream.range(0, 16)
                            .mapToObj(_ ->
                                    Thread.ofVirtual()
                                            .start(() -> {
                                                Eventually.open("start", start);
                                                int n = next.getAndIncrement() % 2;
                                                var answer =
                                                        rig.post(
                                                                EVENTS,
                                                                "{\"id\":\"k\",\"type\":\"a\",\"data\":"
                                                                        + n
                                                                        + "}");
                                                answers.add(
                                                        answer.status()
                                                                + " "
                                                                + n
                                                                + " "
                                                                + answer.bytes()
                                                                        .text()
                                                                        .contains("duplicate"));
                                            }))
                            .toList();
            start.countDown();
            for (Thread thread : threads) {
                Eventually.ended("a producer", thread);
            }
            String kept = rig.get(EVENTS + "/k").bytes().text().contains("\"data\":0") ? "0" : "1";

            assertThat(answers).filteredOn(each -> each.startsWith("202")).hasSize(8);
            assertThat(answers)
                    .filteredOn(each -> each.equals("202 " + kept + " false"))
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(each -> each.startsWith("409"))
                    .allMatch(each -> !each.startsWith("409 " + kept))
                    .hasSize(8);
        }
    }

    @Test
    void theAnswerSaysToHowManyEndpointsAnEventGoes() {
        try (var rig = new ApiRig()) {
            rig.endpoint(",\"event_types\":[\"order.*\"]");
            rig.endpoint(",\"event_types\":[\"order.paid\"]");
            rig.endpoint(",\"filter\":\"data.n > 5\"");
            assertThat(endpoints(rig, "oder.paid", 1)).isZero();
            assertThat(endpoints(rig, "order.paid", 1)).isEqualTo(2);
            assertThat(endpoints(rig, "order.paid", 9)).isEqualTo(3);
            assertThat(endpoints(rig, "order.made", 1)).isEqualTo(1);
        }
    }

    private static int endpoints(ApiRig rig, String type, int n) {
        String event = "{\"type\":\"%s\",\"data\":{\"n\":%d}}".formatted(type, n);
        return rig.post(EVENTS, event).json().path("endpoints").asInt(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generation.completed",
                "async-embedding.completed",
                "slow-group.completed",
                "prediction.pending",
                "prediction.succeeded",
                "prediction.failed",
                "response.completed",
                "response.incomplete",
                "batch.completed",
                "batch.expired",
                "delivery.dead",
                "endpoint.disabled",
                "webhook.test"
            })
    void aTypeThatTheServerAnnouncesIsRefusedWhateverTheKey(String type) {
        try (var rig = new ApiRig()) {
            String event = "{\"type\":\"" + type + "\",\"data\":{\"id\":\"x\"}}";
            assertThat(rig.post(EVENTS, event).status()).isEqualTo(422);
            var among = rig.post(EVENTS, "[{\"type\":\"a\",\"data\":1}," + event + "]");
            assertThat(among.status()).isEqualTo(422);
            assertThat(among.bytes().text()).contains("[1].type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generation.completed.mine",
                "order.completed",
                "batch.paid",
                "response",
                "predictions.failed"
            })
    void aTypeThatOnlyLooksLikeOneIsTaken(String type) {
        try (var rig = new ApiRig()) {
            assertThat(rig.post(EVENTS, "{\"type\":\"" + type + "\",\"data\":1}").status())
                    .isEqualTo(202);
        }
    }
}
