package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams.Metadata;
import com.openai.models.models.Model;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Conversation;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private static OpenAIClient client(RunningServer server, String path, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.url(path))
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static OpenAIClient client() {
        return client(server, "/v1", KEY);
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

        completion.validate();
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
                        client(relay, "/v1", KEY)
                                .chat()
                                .completions()
                                .createStreaming(question("any").build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();

            assertThat(text(chunks.next())).isEqualTo("In the ");
            firstWasRead.countDown();
            assertThat(text(chunks.next())).isEqualTo("Channel.");
        }
    }

    private static void inTwoParts(Conversation stream, CountDownLatch firstWasRead)
            throws IOException {
        stream.beginStream();
        stream.data(Script.chunk("In the "));
        try {
            if (!firstWasRead.await(20, TimeUnit.SECONDS)) {
                stream.cut();
                return;
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        stream.data(Script.chunk("Channel."));
        stream.data(Script.lastChunk());
        stream.data("[DONE]");
        stream.endStream();
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().getFirst().delta().content().orElseThrow();
    }

    @Test
    void theSlowBaseUrlAnswersWithTheIdOfAGeneration() {
        ChatCompletion job =
                client(server, "/v1/slow", KEY)
                        .chat()
                        .completions()
                        .create(question("demo/echo").build());

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
                        () -> client(server, "/v1", "wrong").models().list());

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
                                client(server, "/v1/slow", KEY)
                                        .chat()
                                        .completions()
                                        .create(question("demo/echo").metadata(metadata).build()));

        assertThat(refusal.param()).contains("metadata.webhook_id");
        assertThat(refusal.code()).contains("webhook_not_found");
    }

    @Test
    void theModelsAreListed() {
        assertThat(client().models().list().autoPager().stream().map(Model::id))
                .contains("demo/echo", "demo/slow", "demo/fail");
    }
}
