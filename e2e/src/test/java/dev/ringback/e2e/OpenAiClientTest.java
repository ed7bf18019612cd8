package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams.Metadata;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import com.openai.models.models.Model;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client for Java against the packaged server. */
final class OpenAiClientTest {

    private static final String KEY = "dev";

    @TempDir static Path data;

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.dev(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static OpenAIClient client() {
        return OpenAi.strict(server, KEY);
    }

    private static OpenAIClient slow() {
        return OpenAi.at(server, "/v1/slow", KEY);
    }

    private static ChatCompletionCreateParams.Builder question(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Where does the Seine end?");
    }

    private static String content(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }

    @Test
    void aCompletionComesBackAtOnce() {
        ChatCompletion completion =
                client().chat().completions().create(question("demo/echo").build());

        assertThat(content(completion)).isEqualTo("Where does the Seine end?");
        assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void theChunksOfAStreamMakeUpTheCompletion() {
        var whole = ChatCompletionAccumulator.create();
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream =
                client().chat().completions().createStreaming(question("demo/echo").build())) {
            stream.stream().peek(whole::accumulate).forEach(chunks::add);
        }

        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(content(whole.chatCompletion())).isEqualTo("Where does the Seine end?");
    }

    @Test
    void aChunkIsPassedOnBeforeTheNextOneExists(@TempDir Path other) throws Exception {
        var firstWasRead = new CountDownLatch(1);
        try (StubUpstream upstream =
                        StubUpstream.start()
                                .plays((_, stream) -> inTwoParts(stream, firstWasRead));
                RunningServer relay =
                        RunningServer.dev(other, "--upstream", "stub=" + upstream.baseUrl());
                StreamResponse<ChatCompletionChunk> stream =
                        OpenAi.strict(relay, KEY)
                                .chat()
                                .completions()
                                .createStreaming(question("any").build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();

            assertThat(text(chunks.next())).isEqualTo("In the ");
            firstWasRead.countDown();
            assertThat(text(chunks.next())).isEqualTo("Channel.");
        }
    }

    private static void inTwoParts(StubConnection stream, CountDownLatch firstWasRead)
            throws IOException {
        stream.beginStream();
        stream.data(Script.chunk("In the "));
        Eventually.open("the first part is read", firstWasRead);
        stream.data(Script.chunk("Channel."));
        stream.data(Script.lastChunk());
        stream.data("[DONE]");
        stream.endStream();
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().getFirst().delta().content().orElseThrow();
    }

    @Test
    void aTextCompletionComesBackWholeAndInChunks() {
        var request =
                CompletionCreateParams.builder()
                        .model("demo/echo")
                        .prompt("The Seine ends in")
                        .build();

        Completion completion = client().completions().create(request);
        assertThat(completion.choices().getFirst().text()).isEqualTo("The Seine ends in");

        // Chunks have no finish_reason before the last, which the strict client wants of each.
        OpenAIClient lenient = OpenAi.at(server, "/v1", KEY);
        try (StreamResponse<Completion> stream = lenient.completions().createStreaming(request)) {
            List<Completion> chunks = stream.stream().toList();
            assertThat(chunks).hasSizeGreaterThan(3);
            assertThat(
                            chunks.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .map(CompletionChoice::text)
                                    .collect(Collectors.joining()))
                    .isEqualTo("The Seine ends in");
        }
    }

    @Test
    void embeddingsAreTheSameInBase64WhichIsTheClientsDefaultAndAsFloats() {
        var request =
                EmbeddingCreateParams.builder()
                        .model("demo/embed")
                        .inputOfArrayOfStrings(List.of("the Seine", "the Rhine"))
                        .dimensions(16);

        CreateEmbeddingResponse packed = client().embeddings().create(request.build());
        CreateEmbeddingResponse floats =
                client().embeddings().create(request.encodingFormat(EncodingFormat.FLOAT).build());

        assertThat(packed.data()).hasSize(2);
        assertThat(packed.data().getFirst().embedding())
                .hasSize(16)
                .isNotEqualTo(packed.data().getLast().embedding());
        assertThat(packed.data().stream().map(Embedding::embedding))
                .containsExactlyElementsOf(
                        floats.data().stream().map(Embedding::embedding).toList());
        assertThat(packed.usage().totalTokens()).isEqualTo(4);
    }

    @Test
    void theSlowBaseUrlAnswersWithTheIdOfAGeneration() {
        ChatCompletion job = slow().chat().completions().create(question("demo/echo").build());

        var api = new Api(server, KEY);
        Eventually.until(
                "the generation succeeds",
                () -> {
                    String path = "/v1/generation/" + job.id();
                    return api.status(path) == 200
                            && api.read(path).path("state").asString("").equals("Success");
                });
    }

    @Test
    void aWrongKeyIsAnUnauthorizedException() {
        var refusal =
                catchThrowableOfType(
                        UnauthorizedException.class,
                        () -> OpenAi.strict(server, "wrong").models().list());

        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(refusal.code()).isPresent();
    }

    @Test
    void anUnknownModelIsANotFoundException() {
        var refusal =
                catchThrowableOfType(
                        NotFoundException.class,
                        () -> client().chat().completions().create(question("demo/none").build()));

        assertThat(refusal.code()).contains("model_not_found");
        assertThat(refusal.param()).contains("model");
        assertThat(refusal).hasMessageContaining("demo/none");
    }

    @Test
    void anUnknownWebhookIsABadRequestExceptionThatNamesTheField() {
        var metadata =
                Metadata.builder()
                        .putAdditionalProperty("webhook_id", JsonValue.from("nobodyHas"))
                        .build();

        var refusal =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                slow().chat()
                                        .completions()
                                        .create(question("demo/echo").metadata(metadata).build()));

        assertThat(refusal.param()).contains("metadata.webhook_id");
        assertThat(refusal.code()).contains("webhook_not_found");
    }

    @Test
    void aKeyThatAskedTooOftenMeetsARateLimitException() {
        String key =
                new Api(server, KEY)
                        .post("/api/v1/keys", Map.of("scopes", List.of("write"), "rate_limit", 1))
                        .path("key")
                        .asString();
        OpenAIClient limited = OpenAi.strict(server, key);
        limited.chat().completions().create(question("demo/echo").build());

        var refusal =
                catchThrowableOfType(
                        RateLimitException.class,
                        () -> limited.chat().completions().create(question("demo/echo").build()));

        assertThat(refusal.code()).contains("rate_limit_exceeded");
        assertThat(refusal.headers().values("retry-after")).singleElement().isNotNull();
        assertThat(refusal.headers().values("x-ratelimit-remaining-requests")).containsExactly("0");
    }

    @Test
    void theModelsAreListed() {
        assertThat(client().models().list().autoPager().stream().map(Model::id))
                .contains("demo/echo", "demo/slow", "demo/fail");
    }

    @Test
    void aModelIsFoundByItsIdThoughThereIsASlashInIt() {
        assertThat(client().models().retrieve("demo/echo").id()).isEqualTo("demo/echo");

        var refusal =
                catchThrowableOfType(
                        NotFoundException.class, () -> client().models().retrieve("demo/none"));
        assertThat(refusal.code()).contains("model_not_found");
    }
}
