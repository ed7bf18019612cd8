package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's own API for webhooks. */
class WebhookEndpointsTest {

    private static final String PATH = "/v1/webhook_endpoints";

    private final StubUpstream stub = StubUpstream.start().plays(Script.says("Paris"));
    private Ringback ringback;
    private Api api;

    @BeforeEach
    void start() {
        ringback = Ringback.start(Ringback.asking(stub));
        api = ringback.tenant().api();
    }

    @AfterEach
    void stop() {
        ringback.close();
        stub.close();
    }

    private static String body(String name, String url, String type) {
        return "{'name':'%s','url':'%s','event_types':['%s']}".formatted(name, url, type);
    }

    private Answer made(String name, RudeReceiver receiver) {
        return api.post(PATH, body(name, receiver.url("/hook").toString(), "response.completed"))
                .expect(200);
    }

    @Test
    void anEndpointIsMadeCalledChangedAndDeleted() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Answer made = made("mine", receiver);
            String id = made.text("id");
            String secret = made.text("signing_secret");
            assertThat(made.text("object")).isEqualTo("webhook_endpoint");
            assertThat(secret).startsWith("whsec_");
            assertThat(made.text("signing_secret_hint"))
                    .isEqualTo("whsec_..." + secret.substring(secret.length() - 4));
            assertThat(made.json().path("event_types").toString())
                    .isEqualTo("[\"response.completed\"]");

            api.post("/v1/responses?wait=30s", "{'model':'m','input':'hi','background':true}");
            Received received = receiver.await(1).getFirst();
            assertThat(received.body().text())
                    .contains("\"object\":\"event\"", "\"type\":\"response.completed\"");
            assertThat(new Hook(id, secret).verify(received).toString()).contains("Verified");

            JsonNode shown = api.get(PATH + "/" + id).expect(200).json();
            assertThat(shown.has("signing_secret")).isFalse();
            Answer changed = api.post(PATH + "/" + id, "{'name':'yours'}").expect(200);
            assertThat(changed.text("name")).isEqualTo("yours");
            assertThat(changed.text("url")).isEqualTo(made.text("url"));
            assertThat(api.get("/api/v1/endpoints/" + id).expect(200).text("format"))
                    .isEqualTo("openai");

            Answer deleted = api.delete(PATH + "/" + id).expect(200);
            assertThat(deleted.body().text())
                    .isEqualTo(
                            "{\"id\":\"%s\",\"object\":\"webhook_endpoint.deleted\",\"deleted\":true}"
                                    .formatted(id));
            api.get(PATH + "/" + id).expect(404);
            api.delete(PATH + "/" + id).expect(404);
        }
    }

    @Test
    void aSecretIsRotatedAtOnceOrWithADayToChange() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Answer made = made("mine", receiver);
            String path = PATH + "/" + made.text("id");
            Answer now = api.post(path + "/rotate_secret", "").expect(200);
            assertThat(now.text("signing_secret")).isNotEqualTo(made.text("signing_secret"));
            assertThat(api.get("/api/v1/endpoints/" + made.text("id")).json().path("secret_count"))
                    .hasToString("1");
            api.post(path + "/rotate_secret", "{'keep_old_secret_active_for_24_hours':true}")
                    .expect(200);
            assertThat(api.get("/api/v1/endpoints/" + made.text("id")).json().path("secret_count"))
                    .hasToString("2");
            api.post(path + "/rotate_secret", "{'keep_old_secret_active_for_24_hours':1}")
                    .expect(400);
            api.post(path + "/rotate_secret", "{'overlap_seconds':1}").expect(400);
        }
    }

    @Test
    void aTestIsSentOnceAndTellsWhatWasAnswered() {
        String one;
        try (var receiver = RudeReceiver.start(new Behaviour.AnswerThenClose(418))) {
            one = made("mine", receiver).text("id");
            String path = PATH + "/" + one + "/test";
            Answer tested = api.post(path, "{'event_type':'batch.completed'}").expect(200);
            assertThat(tested.text("object")).isEqualTo("webhook_endpoint.test");
            assertThat(tested.json().path("status_code").intValue()).isEqualTo(418);
            assertThat(tested.json().path("success").booleanValue()).isTrue();
            assertThat(receiver.await(1).getFirst().body().text())
                    .contains("\"type\":\"batch.completed\"", "\"data\":{\"id\":\"batch_sample\"}");
            Answer deliveries = api.get("/api/v1/deliveries").expect(200);
            assertThat(deliveries.json().at("/data/0/state").asString()).isEqualTo("cancelled");
            assertThat(receiver.received()).hasSize(1);
            api.post(path, "{'event_type':'video.completed'}").expect(400);
        }
        // Where nobody listens; on the receiver's port another one may by now.
        api.patch("/api/v1/endpoints/" + one, "{'url':'http://127.0.0.1:1/'}").expect(200);
        Answer unheard =
                api.post(PATH + "/" + one + "/test", "{'event_type':'batch.completed'}")
                        .expect(400);
        assertThat(unheard.json().at("/error/code").asString()).isEqualTo("webhook_test_failed");
    }

    @Test
    void theListHasPagesAndNoEndpointsOfOtherFormats() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(made("n" + i, receiver).text("id"));
            }
            ringback.tenant();
            String other =
                    api.post("/api/v1/endpoints", "{'url':'" + receiver.url("/") + "'}")
                            .expect(201)
                            .text("id");
            api.get(PATH + "/" + other).expect(404);
            List<String> seen = new ArrayList<>();
            String after = "";
            boolean more = true;
            while (more) {
                JsonNode page = api.get(PATH + "?limit=2" + after).expect(200).json();
                page.path("data").forEach(each -> seen.add(each.path("id").asString()));
                more = page.path("has_more").asBoolean();
                after = "&after=" + page.path("last_id").asString();
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(api.get(PATH).json().path("data").size()).isEqualTo(5);
            for (String wrong : List.of("limit=0", "limit=101", "limit=x", "after=none")) {
                api.get(PATH + "?" + wrong).expect(400);
            }
            assertThat(ringback.tenant().api().get(PATH).json().path("data").size()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'url':'https://a.example','event_types':['batch.failed']}            | name
                    {'name':'a','event_types':['batch.failed']}                           | url
                    {'name':'a','url':'https://a.example'}                                | event_types
                    {'name':'a','url':'ftp://a','event_types':['batch.failed']}           | url
                    {'name':7,'url':'https://a.example','event_types':['batch.failed']}   | name
                    {'name':'a','url':'https://a.example','event_types':[]}               | event_types
                    {'name':'a','url':'https://a.example','event_types':['order.paid']}   | event_types
                    {'name':'a','url':'https://a.example','event_types':['batch.failed'],'secret':'x'} | secret
                    """)
    void whatIsWrongIsRefusedByNameAndNothingIsMade(String body, String param) {
        Answer refused = api.post(PATH, body.replace('~', '"')).expect(400);
        assertThat(refused.json().at("/error/param").asString()).isEqualTo(param);
        assertThat(api.get(PATH).json().path("data").size()).isZero();
    }

    @Test
    void theTypesThatOccurAreListed() {
        JsonNode types = api.get("/v1/webhook_event_types").expect(200).json();
        assertThat(types.path("object").asString()).isEqualTo("list");
        assertThat(types.path("data").toString())
                .contains("response.completed", "batch.expired")
                .doesNotContain("prediction");
        api.call("POST", PATH, Payload.of("no")).expect(400);
    }
}
