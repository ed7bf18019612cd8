package dev.ringback.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoModelsTest {

    private static final String CHAT =
            """
            {"model":"demo/echo","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Say this  again"},\
            {"role":"assistant","content":"no"}]}\
            """;

    private final ManualTime time = ManualTime.atNoon();
    private final List<Route> routes =
            new DemoModels(new Secret("demo-token"), time, Duration.ofSeconds(2)).routes();

    private HttpResponse call(String method, String path, String token, String body) {
        Route route =
                routes.stream()
                        .filter(each -> each.method().equals(method))
                        .filter(each -> each.pattern().equals(DemoModels.PATH + path))
                        .findFirst()
                        .orElseThrow();
        List<Header> headers = List.of(new Header("Authorization", "Bearer " + token));
        var head =
                new HttpRequest(
                        method, route.pattern(), Map.of(), List.of(), headers, Payload.EMPTY);
        try {
            return switch (route.intake()) {
                case Route.Intake.Probe(var handler) -> handler.handle(head);
                case Route.Intake.Whole(var handler) -> handler.handle(head);
                case Route.Intake.Streamed(var handler) ->
                        handler.handle(head, new ByteArrayInputStream(Payload.of(body).bytes()));
                case Route.Intake.Sockets _ -> throw new AssertionError("a socket");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse ask(Operation operation, String body) {
        return call("POST", operation.path(), "demo-token", body);
    }

    private static String text(HttpResponse response) {
        return switch (response) {
            case HttpResponse.Whole whole -> whole.body().text();
            case HttpResponse.Streamed streamed -> {
                var out = new ByteArrayOutputStream();
                try {
                    streamed.writer().write(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                yield out.toString(StandardCharsets.UTF_8);
            }
        };
    }

    private JsonObject answer(Operation operation, String body) {
        HttpResponse response = ask(operation, body);
        assertThat(response.status()).as(text(response)).isEqualTo(200);
        return JsonTree.readObject(Payload.of(text(response))).orElseThrow();
    }

    private List<JsonTree> events(Operation operation, String body) {
        HttpResponse response = ask(operation, body);
        assertThat(response.headers()).contains(new Header("Content-Type", "text/event-stream"));
        List<JsonTree> events = new ArrayList<>();
        for (String line : text(response).lines().toList()) {
            if (line.startsWith("data: {")) {
                events.add(
                        JsonTree.read(Payload.of(line.substring("data: ".length()))).orElseThrow());
            }
        }
        return events;
    }

    private static String with(String body, String members) {
        return body.substring(0, body.length() - 1) + "," + members + "}";
    }

    /** A small request for any operation. */
    private static String request(Operation operation, String model) {
        String content =
                switch (operation) {
                    case CHAT -> "\"messages\":[{\"role\":\"user\",\"content\":\"hi you\"}]";
                    case COMPLETIONS -> "\"prompt\":\"hi you\"";
                    case RESPONSES, EMBEDDINGS -> "\"input\":\"hi you\"";
                };
        return "{\"model\":\"" + model + "\"," + content + "}";
    }

    @Test
    void echoAnswersAChatWithTheLastUserMessageAndSaysWhatItIs() {
        String answer = text(ask(Operation.CHAT, CHAT));
        assertThat(answer)
                .matches("\\{\"id\":\"chatcmpl-demo-[0-9a-f]{24}\".*")
                .endsWith(
                        """
                        "object":"chat.completion","created":1780315200,"model":"demo/echo",\
                        "choices":[{"index":0,"message":{"role":"assistant",\
                        "content":"Say this  again"},"finish_reason":"stop"}],\
                        "usage":{"prompt_tokens":6,"completion_tokens":3,"total_tokens":9},\
                        "system_fingerprint":"ringback-demo"}\
                        """);
        assertThat(text(ask(Operation.CHAT, CHAT))).isEqualTo(answer);
    }

    @Test
    void partsOfAMessageAreReadTogether() {
        String body =
                """
                {"model":"demo/echo","messages":[{"role":"user","content":[\
                {"type":"text","text":"a "},{"type":"image_url","image_url":{}},\
                {"type":"text","text":"b"}]}]}\
                """;
        assertThat(text(ask(Operation.CHAT, body))).contains("\"content\":\"a b\"");
    }

    @Test
    void echoStreamsAChatAWordAtATime() {
        String body = with(CHAT, "\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        List<JsonTree> chunks = events(Operation.CHAT, body);
        assertThat(chunks)
                .extracting(each -> each.find("/choices/0/delta/content").text().orElse(""))
                .containsExactly("Say ", "this  ", "again", "", "");
        assertThat(chunks.get(3).find("/choices/0/finish_reason").text().orElseThrow())
                .isEqualTo("stop");
        assertThat(chunks.get(4).find("/usage/total_tokens").count()).isEqualTo(9);
        assertThat(text(ask(Operation.CHAT, body))).endsWith("data: [DONE]\n\n");
    }

    @Test
    void echoCompletesAPromptWithThePrompt() {
        String body = "{\"model\":\"demo/echo\",\"prompt\":\"Once upon\"}";
        assertThat(text(ask(Operation.COMPLETIONS, body)))
                .matches("\\{\"id\":\"cmpl-demo-[0-9a-f]{24}\".*")
                .endsWith(
                        """
                        "object":"text_completion","created":1780315200,"model":"demo/echo",\
                        "choices":[{"index":0,"text":"Once upon","logprobs":null,\
                        "finish_reason":"stop"}],"usage":{"prompt_tokens":2,\
                        "completion_tokens":2,"total_tokens":4},\
                        "system_fingerprint":"ringback-demo"}\
                        """);
    }

    @Test
    void eachOfSeveralPromptsIsAChoice() {
        String body = "{\"model\":\"demo/echo\",\"prompt\":[\"a b\",\"c\"]}";
        assertThat(answer(Operation.COMPLETIONS, body).at("choices").elements())
                .extracting(each -> each.text("text").orElseThrow())
                .containsExactly("a b", "c");
        List<JsonTree> chunks = events(Operation.COMPLETIONS, with(body, "\"stream\":true"));
        assertThat(chunks)
                .extracting(each ->
                        each.find("/choices/0/index").count()
                                + each.find("/choices/0/text").text().orElseThrow())
                .containsExactly("0a ", "0b", "0", "1c", "1");
    }

    @Test
    void tokensThatAreGivenInsteadOfTextAreEchoedAsNumbers() {
        String body = "{\"model\":\"demo/echo\",\"prompt\":[[1,2],[3]]}";
        assertThat(answer(Operation.COMPLETIONS, body).at("choices").elements())
                .extracting(each -> each.text("text").orElseThrow())
                .containsExactly("1 2", "3");
    }

    @Test
    void echoRespondsWithTheLastUserInput() {
        JsonObject json =
                answer(
                        Operation.RESPONSES,
                        """
                        {"model":"demo/echo","instructions":"Be brief.","input":[\
                        {"role":"user","content":"one"},\
                        {"type":"message","role":"user","content":[\
                        {"type":"input_text","text":"two"},{"type":"input_text","text":" three"}]},\
                        {"role":"assistant","content":"no"}],"metadata":{"a":"b"}}\
                        """);
        assertThat(json.text("id").orElseThrow()).matches("resp_demo_[0-9a-f]{24}");
        assertThat(json.text("status").orElseThrow()).isEqualTo("completed");
        assertThat(json.text("instructions").orElseThrow()).isEqualTo("Be brief.");
        assertThat(json.find("/metadata/a").text().orElseThrow()).isEqualTo("b");
        assertThat(json.find("/output/0/content/0/type").text().orElseThrow())
                .isEqualTo("output_text");
        assertThat(json.find("/output/0/content/0/text").text().orElseThrow())
                .isEqualTo("two three");
        assertThat(json.find("/usage/input_tokens").count()).isEqualTo(6);
        assertThat(json.find("/usage/output_tokens").count()).isEqualTo(2);
        assertThat(json.text("system_fingerprint").orElseThrow()).isEqualTo("ringback-demo");
        JsonObject plain = answer(Operation.RESPONSES, "{\"model\":\"x\",\"input\":\"hi\"}");
        assertThat(plain.find("/output/0/content/0/text").text().orElseThrow()).isEqualTo("hi");
    }

    @Test
    void echoStreamsAResponseInTheEventsOfOpenAi() {
        String body = "{\"model\":\"demo/echo\",\"input\":\"Say this\"}";
        List<JsonTree> events = events(Operation.RESPONSES, with(body, "\"stream\":true"));
        assertThat(events)
                .extracting(each -> each.text("type").orElseThrow())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).count("sequence_number")).isEqualTo(i);
        }
        assertThat(events.getFirst().find("/response/status").text().orElseThrow())
                .isEqualTo("in_progress");
        assertThat(events.get(4).text("delta").orElseThrow()).isEqualTo("Say ");
        JsonTree whole = events.getLast().at("response");
        assertThat(whole.find("/output/0")).isEqualTo(events.get(8).at("item"));
        assertThat(whole.find("/output/0/content/0/text").text().orElseThrow())
                .isEqualTo("Say this");
        assertThat(text(ask(Operation.RESPONSES, with(body, "\"stream\":true"))))
                .startsWith("event: response.created\ndata: ")
                .doesNotContain("[DONE]");
    }

    private List<float[]> vectors(String input, String more) {
        String body = "{\"model\":\"demo/embed\",\"input\":" + input + more + "}";
        List<float[]> vectors = new ArrayList<>();
        for (JsonTree each : answer(Operation.EMBEDDINGS, body).at("data").elements().toList()) {
            assertThat(each.count("index")).isEqualTo(vectors.size());
            JsonTree numbers = each.at("embedding");
            float[] vector = new float[numbers.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = Float.parseFloat(numbers.at(i).plain());
            }
            vectors.add(vector);
        }
        return vectors;
    }

    @Test
    void embeddingsAreUnitVectorsThatFollowFromTheText() {
        List<float[]> vectors = vectors("[\"cat\",\"dog\",\"cat\"]", "");
        assertThat(vectors).hasSize(3);
        assertThat(vectors.get(0)).hasSize(8).isEqualTo(vectors.get(2));
        assertThat(vectors.get(0)).isNotEqualTo(vectors.get(1));
        assertThat(vectors("\"cat\"", "").getFirst()).isEqualTo(vectors.getFirst());
        for (float[] vector : vectors) {
            double square = 0;
            for (float number : vector) {
                square += number * number;
            }
            assertThat(square).isBetween(0.999, 1.001);
        }
    }

    @Test
    void embeddingsHaveAsManyDimensionsAsAskedForAndCountTheirTokens() {
        assertThat(vectors("\"cat\"", ",\"dimensions\":100").getFirst()).hasSize(100);
        assertThat(vectors("[1,2,3]", "")).hasSize(1);
        assertThat(vectors("[[1,2],[3]]", "")).hasSize(2);
        JsonObject json =
                answer(
                        Operation.EMBEDDINGS,
                        "{\"model\":\"demo/embed\",\"input\":[\"a b\",\"c\"]}");
        assertThat(json.at("usage").toString())
                .isEqualTo("{\"prompt_tokens\":3,\"total_tokens\":3}");
        assertThat(json.text("object").orElseThrow()).isEqualTo("list");
        assertThat(json.text("model").orElseThrow()).isEqualTo("demo/embed");
    }

    @Test
    void embeddingsInBase64AreTheSameFloats() {
        String body = "{\"model\":\"demo/embed\",\"input\":\"cat\",\"encoding_format\":\"base64\"}";
        byte[] bytes =
                Base64.getDecoder()
                        .decode(
                                answer(Operation.EMBEDDINGS, body)
                                        .find("/data/0/embedding")
                                        .text()
                                        .orElseThrow());
        float[] numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        assertThat(numbers).isEqualTo(vectors("\"cat\"", "").getFirst());
    }

    @Test
    void moreEmbeddingsThanFitIntoAnAnswerAreRefused() {
        String many = "{\"model\":\"demo/embed\",\"input\":[" + "\"a\",".repeat(2048) + "\"a\"]}";
        HttpResponse inputs = ask(Operation.EMBEDDINGS, many);
        assertThat(inputs.status()).isEqualTo(400);
        assertThat(text(inputs)).contains("\"param\":\"input\"");
        HttpResponse dimensions =
                ask(
                        Operation.EMBEDDINGS,
                        "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":250001}");
        assertThat(dimensions.status()).isEqualTo(400);
        assertThat(text(dimensions)).contains("\"param\":\"dimensions\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta-llama/llama-3.2-1b-instruct/fp-8", "gpt-4o", "demo/echo"})
    void everyOtherModelAnswersInEveryShapeUnderItsOwnName(String model) {
        for (Operation operation : Operation.values()) {
            JsonObject json = answer(operation, request(operation, model));
            assertThat(json.text("model").orElseThrow()).isEqualTo(model);
            assertThat(json.text("system_fingerprint").orElseThrow()).isEqualTo("ringback-demo");
        }
    }

    @Test
    void embedMakesNothingButEmbeddings() {
        HttpResponse response = ask(Operation.CHAT, request(Operation.CHAT, "demo/embed"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("\"param\":\"model\"");
    }

    @ParameterizedTest
    @EnumSource
    void failAlwaysFails(Operation operation) {
        HttpResponse response = ask(operation, request(operation, "demo/fail"));
        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response)).contains("demo/fail always fails");
    }

    @ParameterizedTest
    @EnumSource
    void slowTakesItsTime(Operation operation) {
        var answer = new CompletableFuture<HttpResponse>();
        Thread.ofVirtual()
                .start(() ->
                        answer.completeAsync(
                                () -> ask(operation, request(operation, "demo/slow")),
                                Runnable::run));
        Eventually.until("the model waits", () -> time.pendingAlarms() > 0);
        time.advance(Duration.ofMillis(1999));
        assertThat(answer).isNotDone();
        time.advance(Duration.ofMillis(1));
        assertThat(Eventually.get("answer", answer).status()).isEqualTo(200);
    }

    @Test
    void whatIsNoRequestIsRefused() {
        HttpResponse response = ask(Operation.COMPLETIONS, "{\"model\":\"demo/echo\"}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("\"param\":\"prompt\"");
    }

    @Test
    void onlyTheServerItselfMayAsk() {
        assertThat(call("GET", "/models", "other", "").status()).isEqualTo(401);
        for (Operation operation : Operation.values()) {
            String body = request(operation, "demo/echo");
            assertThat(call("POST", operation.path(), "other", body).status()).isEqualTo(401);
        }
    }

    @Test
    void allAreListed() {
        assertThat(text(call("GET", "/models", "demo-token", "")))
                .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"demo/echo\"")
                .contains("\"demo/embed\"", "\"demo/slow\"", "\"demo/fail\"");
    }
}
