package dev.ringback.server.predictions;

import static dev.ringback.server.predictions.WriftClient.params;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.predictions.WriftClient.Answer;
import dev.ringback.testkit.JsonValue;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Predictions as WriftAI's clients drive them, on a whole server. */
class PredictionsOverHttpTest {

    private static final String UUID =
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
    private static final String INPUT =
            "{ \"prompt\":\"Capital of France?\", \"temperature\":0.20, \"max_tokens\":5 }";

    private final StubUpstream stub = StubUpstream.start();
    @RegisterExtension private final Site site = Site.before(stub, 4);
    private final WriftClient client = site.client();

    @Test
    void anInputMayBeAsDeepAsThatOfAnyRequestToAModel() {
        stub.plays(Script.completion("Paris"));
        String deep = "[".repeat(490) + "]".repeat(490);
        String input = "{\"prompt\":\"Capital of France?\",\"tools\":" + deep + "}";
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Answer made = client.create("acme/city", params(input, receiver, "\"top-secret\""));
            assertThat(client.await(made.expect(202).id()).json().path("status").stringValue())
                    .isEqualTo("succeeded");
            assertThat(Told.await(receiver, 3)).hasSize(3);
        }
    }

    @Test
    void aPredictionIsToldAtEachStepAndSaysWhatPollingSays() {
        stub.plays(Script.completion("Paris"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Answer made = client.create("acme/city:3", params(INPUT, receiver, "\"top-secret\""));

            made.expect(202);
            String id = made.id();
            assertThat(id).matches(UUID);
            assertThat(made.header("Location"))
                    .contains(site.uri() + "/v1/predictions/" + id)
                    .contains(made.json().path("url").stringValue());
            assertThat(made.header("x-request-id").orElseThrow()).matches(UUID);
            assertPending(made);

            Answer ended = client.await(id);
            JsonNode prediction = ended.json();
            assertThat(prediction.path("status").stringValue()).isEqualTo("succeeded");
            assertThat(prediction.path("output").stringValue()).isEqualTo("Paris");
            assertThat(prediction.path("error").isNull()).isTrue();
            assertThat(prediction.path("execution_time").stringValue()).startsWith("PT");
            assertThat(prediction.path("updated_at").stringValue())
                    .matches(MOMENT)
                    .isGreaterThanOrEqualTo(prediction.path("created_at").stringValue());

            List<Told> told = Told.await(receiver, 3);
            assertThat(told)
                    .extracting(Told::status)
                    .containsExactlyInAnyOrder("pending", "started", "succeeded");
            assertThat(told)
                    .allSatisfy(each -> {
                        assertThat(WriftClient.problem(each.received(), "top-secret")).isEmpty();
                        assertThat(each.signature().orElseThrow())
                                .matches("t=\\d{10},v1=[0-9a-f]{64}");
                        assertThat(each.received().path()).isEqualTo("/hook?token=1");
                        assertThat(each.text()).contains(",\"input\":" + INPUT + ",\"output\":");
                    });
            assertThat(Told.of(told, "pending").text()).isEqualTo(made.text());
            assertThat(Told.of(told, "succeeded").text()).isEqualTo(ended.text());
            assertThat(Told.of(told, "started").json().path("output").isNull()).isTrue();
        }
    }

    private static void assertPending(Answer made) {
        JsonNode prediction = made.json();
        assertThat(prediction.propertyNames())
                .containsExactly(
                        "id",
                        "url",
                        "created_at",
                        "updated_at",
                        "status",
                        "setup_time",
                        "execution_time",
                        "model",
                        "input",
                        "output",
                        "error",
                        "logs",
                        "setup_logs",
                        "metrics",
                        "stream");
        assertThat(prediction.path("status").stringValue()).isEqualTo("pending");
        assertThat(prediction.path("created_at").stringValue()).matches(MOMENT);
        assertThat(prediction.path("updated_at")).isEqualTo(prediction.path("created_at"));
        assertThat(prediction.path("model").toString())
                .isEqualTo("{\"owner\":\"acme\",\"name\":\"city\",\"version_number\":3}");
        for (String nothing : List.of("setup_time", "execution_time", "output", "error", "logs")) {
            assertThat(prediction.path(nothing).isNull()).as(nothing).isTrue();
        }
    }

    @Test
    void theModelServerIsAskedForAChatCompletion() {
        stub.plays(Script.completion("Paris"));
        client.await(client.create("acme/city", params(INPUT)).expect(202).id());

        assertThat(stub.asked()).hasSize(1);
        assertThat(stub.asked().getFirst().path()).isEqualTo("/v1/chat/completions");
        assertThat(stub.asked().getFirst().body().text())
                .isEqualTo(
                        "{\"model\":\"acme/city\",\"messages\":[{\"role\":\"user\",\"content\":"
                                + "\"Capital of France?\"}],\"temperature\":0.20,"
                                + "\"max_tokens\":5}");
    }

    @Test
    void theModelMayBeNamedInTheBodyToo() {
        stub.plays(Script.completion("Paris"));
        String body = "{\"model\":\"acme/city:12\",\"input\":\"hi\",\"webhook\":null,\"odd\":1}";

        Answer made = client.post("/v1/predictions", body, Map.of()).expect(202);

        assertThat(made.json().path("model").path("version_number").intValue()).isEqualTo(12);
        assertThat(client.await(made.id()).json().path("output").stringValue()).isEqualTo("Paris");
    }

    @Test
    void whoWaitsGetsTheResultWithTheAnswer() {
        stub.plays(Script.completion("Paris"));
        Answer preferred =
                client.create("acme/city", params(INPUT), Map.of("Prefer", "foo, wait=20"));
        Answer asked =
                client.post("/v1/models/acme/city/predictions?wait=20s", params(INPUT), Map.of());

        for (Answer answer : List.of(preferred, asked)) {
            assertThat(answer.expect(202).json().path("output").stringValue()).isEqualTo("Paris");
            assertThat(client.get(answer.id()).text()).isEqualTo(answer.text());
        }
    }

    @Test
    void whoWaitsInVainGetsThePredictionAsItIs() {
        stub.plays(Script.silence());
        Answer answer =
                client.create("acme/city", params(INPUT), Map.of("Prefer", "wait=1")).expect(202);

        assertThat(answer.json().path("status").stringValue()).isIn("pending", "started");
        assertThat(answer.json().path("output").isNull()).isTrue();
    }

    @Test
    void severalChoicesAreAList() {
        String choice = "{\"index\":%d,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}}";
        stub.plays(
                Script.json(
                        200,
                        "{\"choices\":["
                                + choice.formatted(0, "a")
                                + ","
                                + choice.formatted(1, "b")
                                + "]}"));
        String id = client.create("acme/city", params("{\"prompt\":\"x\",\"n\":2}")).id();

        assertThat(client.await(id).json().path("output").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void aFailureOfTheModelServerIsToldInWords() {
        stub.plays(Script.error(400, "this model cannot see"));
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String id = client.create("acme/city", params(INPUT, receiver, "null")).id();
            Answer ended = client.await(id);

            JsonNode error = ended.json().path("error");
            assertThat(ended.json().path("status").stringValue()).isEqualTo("failed");
            assertThat(ended.json().path("output").isNull()).isTrue();
            assertThat(error.path("source").stringValue()).isEqualTo("external");
            assertThat(error.path("message").stringValue()).contains("this model cannot see");
            assertThat(error.path("detail").path("code").stringValue())
                    .isEqualTo("upstream_refused");
            List<Told> told = Told.await(receiver, 3);
            assertThat(Told.of(told, "failed").text()).isEqualTo(ended.text());
            assertThat(stub.asked()).hasSize(1);
        }
    }

    @Test
    void anInputThatCannotBeAskedFailsInWordsAndIsRefusedWhereThatIsWished() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            String params = params("{\"prompt\":\"x\",\"system_prompt\":7}", receiver, "null");
            String id = client.create("acme/city", params).expect(202).id();

            assertThat(client.await(id).json().path("error").path("message").stringValue())
                    .startsWith("input.system_prompt must be ");
            assertThat(Told.await(receiver, 2))
                    .extracting(Told::status)
                    .containsExactlyInAnyOrder("pending", "failed");
            Answer refused =
                    client.create("acme/city", params, Map.of("Validate-Input", "true"))
                            .expect(422);
            JsonNode fault = refused.json().path("detail").path(0);
            assertThat(fault.path("loc").toString())
                    .isEqualTo("[\"body\",\"input\",\"system_prompt\"]");
            assertThat(fault.path("msg").stringValue()).startsWith("must be ");
            client.create("acme/city", params, Map.of("Validate-Input", "false")).expect(202);
            assertThat(stub.asked()).isEmpty();
        }
    }

    @Test
    void theUrlIsThatByWhichTheClientFoundTheServer() {
        Answer made =
                client.create("acme/city", params(INPUT), Map.of("X-Forwarded-Proto", "https"));

        assertThat(made.json().path("url").stringValue())
                .isEqualTo(
                        "https://%s/v1/predictions/%s"
                                .formatted(site.uri().getAuthority(), made.id()));
        assertThat(JsonValue.read(made.text()).at("url").text()).isEqualTo(made.header("Location"));
    }

    @Test
    void aPredictionIsThereForItsProjectOnly() {
        stub.plays(Script.completion("Paris"));
        String id = client.create("acme/city", params(INPUT)).id();
        client.await(id);
        WriftClient stranger = site.stranger();

        stranger.get(id).expect(404);
        stranger.cancel(id).expect(404);
        assertThat(stranger.fetch("/v1/predictions").expect(200).json().path("items").isEmpty())
                .isTrue();
    }
}
