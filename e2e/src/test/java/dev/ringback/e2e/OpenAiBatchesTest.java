package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchCreateParams.CompletionWindow;
import com.openai.models.batches.BatchCreateParams.Endpoint;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files and batches by OpenAI's own client for Java. */
final class OpenAiBatchesTest {

    private static final Set<Batch.Status> OVER =
            Set.of(
                    Batch.Status.COMPLETED,
                    Batch.Status.FAILED,
                    Batch.Status.EXPIRED,
                    Batch.Status.CANCELLED);

    @TempDir static Path data;

    private static RunningServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = RunningServer.dev(data);
        client = OpenAi.strict(server, "dev");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A line that asks the model to say its own number. */
    private static String line(String model, int number) {
        return """
        {"custom_id":"req-%1$d","method":"POST","url":"/v1/chat/completions","body":\
        {"model":"%2$s","messages":[{"role":"user","content":"number %1$d"}]}}
        """
                .formatted(number, model);
    }

    private static String lines(String model, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> line(model, number))
                .collect(Collectors.joining());
    }

    private static FileObject upload(String content) {
        return OpenAi.upload(client, content);
    }

    private static String content(String file) {
        try (HttpResponse response = client.files().content(file)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a file that a batch wrote. */
    private static List<JsonNode> results(String file) {
        return content(file).lines().map(Api.JSON::readTree).toList();
    }

    private static Batch create(String content) {
        return create(upload(content));
    }

    private static Batch create(FileObject input) {
        return OpenAi.batch(client, input, Endpoint.V1_CHAT_COMPLETIONS);
    }

    private static Batch ended(Batch batch) {
        return ended(client, batch);
    }

    private static Batch ended(OpenAIClient asking, Batch batch) {
        return OpenAi.ended(
                "the batch has ended",
                () -> asking.batches().retrieve(batch.id()),
                each -> OVER.contains(each.status()));
    }

    @Test
    void aFileIsUploadedFoundReadAndDeleted() {
        String content = lines("demo/echo", 3) + "Ĉu ne? 🛰";

        FileObject file = upload(content);

        assertThat(file.id()).startsWith("file-");
        assertThat(file.filename()).isEqualTo("requests.jsonl");
        assertThat(file.purpose()).isEqualTo(FileObject.Purpose.BATCH);
        assertThat(file.bytes()).isEqualTo(content.getBytes(StandardCharsets.UTF_8).length);
        assertThat(client.files().retrieve(file.id())).isEqualTo(file);
        assertThat(content(file.id())).isEqualTo(content);
        var ofBatches = FileListParams.builder().purpose("batch").limit(1).build();
        assertThat(client.files().list(ofBatches).autoPager()).contains(file);

        assertThat(client.files().delete(file.id()).deleted()).isTrue();
        var refusal =
                catchThrowableOfType(
                        NotFoundException.class, () -> client.files().retrieve(file.id()));
        assertThat(refusal.code()).contains("file_not_found");
    }

    @Test
    void aBatchIsRetrievedUntilItIsCompletedAndItsFilesAreRead() {
        String input = lines("demo/echo", 20) + "no JSON\n" + line("demo/none", 22);

        Batch begun = create(input);
        assertThat(begun.id()).startsWith("batch_");
        assertThat(begun.status()).isEqualTo(Batch.Status.VALIDATING);

        Batch batch = ended(begun);
        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.completedAt()).isPresent();
        var counts = batch.requestCounts().orElseThrow();
        assertThat(List.of(counts.total(), counts.completed(), counts.failed()))
                .containsExactly(22L, 20L, 2L);

        assertThat(results(batch.outputFileId().orElseThrow()))
                .hasSize(20)
                .allSatisfy(line -> {
                    assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
                    assertThat(line.at("/response/body/choices/0/message/content").asString())
                            .isEqualTo(
                                    line.path("custom_id").asString().replace("req-", "number "));
                })
                .doesNotHaveDuplicates();
        assertThat(results(batch.errorFileId().orElseThrow()))
                .satisfiesExactly(
                        line -> {
                            assertThat(line.path("custom_id").isNull()).isTrue();
                            assertThat(line.at("/error/line").asInt()).isEqualTo(21);
                        },
                        line -> {
                            assertThat(line.path("custom_id").asString()).isEqualTo("req-22");
                            assertThat(line.at("/response/body/error/code").asString())
                                    .isEqualTo("model_not_found");
                        });
    }

    @Test
    void batchesAreListedPageByPageTheNewestFirst() {
        FileObject input = upload(line("demo/echo", 1));
        List<String> ids = IntStream.range(0, 3).mapToObj(_ -> create(input).id()).toList();

        var one = BatchListParams.builder().limit(1).build();
        assertThat(client.batches().list(one).autoPager().stream().map(Batch::id).limit(3))
                .containsExactlyElementsOf(ids.reversed());
    }

    @Test
    void aBatchIsCancelled(@TempDir Path directory) {
        try (var stub = StubUpstream.start();
                var other = RunningServer.dev(directory, "--upstream", "stub=" + stub.baseUrl())) {
            stub.plays(Script.silence());
            OpenAIClient theirs = OpenAi.strict(other, "dev");
            FileObject input = OpenAi.upload(theirs, lines("m", 20));
            Batch begun = OpenAi.batch(theirs, input, Endpoint.V1_CHAT_COMPLETIONS);

            Batch cancelling = theirs.batches().cancel(begun.id());

            assertThat(cancelling.status()).isIn(Batch.Status.CANCELLING, Batch.Status.CANCELLED);
            Batch batch = ended(theirs, begun);
            assertThat(batch.status()).isEqualTo(Batch.Status.CANCELLED);
            assertThat(batch.cancelledAt()).isPresent();
            assertThat(batch.requestCounts().orElseThrow().completed()).isZero();
        }
    }

    @Test
    void aBatchOfAnUnknownFileIsABadRequestExceptionThatNamesTheField() {
        var request =
                BatchCreateParams.builder()
                        .inputFileId("file-none")
                        .endpoint(Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(CompletionWindow._24H)
                        .build();

        var refusal =
                catchThrowableOfType(
                        BadRequestException.class, () -> client.batches().create(request));

        assertThat(refusal.param()).contains("input_file_id");
        assertThat(refusal.code()).contains("file_not_found");
    }
}
