package dev.ringback.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchCreateParams.CompletionWindow;
import com.openai.models.batches.BatchCreateParams.Endpoint;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseOutputItem;
import dev.ringback.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** OpenAI's own client for Java, pointed at the packaged server as its users do it. */
final class OpenAi {

    private OpenAi() {}

    /** One that minds every field of what it is answered. */
    static OpenAIClient strict(RunningServer server, String key) {
        return builder(server, "/v1", key).responseValidation(true).build();
    }

    /** One with another base URL, where answers are no completions. */
    static OpenAIClient at(RunningServer server, String path, String key) {
        return builder(server, path, key).build();
    }

    /** It does not retry, so that every refusal is seen. */
    private static OpenAIOkHttpClient.Builder builder(
            RunningServer server, String path, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(server.url(path)).apiKey(key).maxRetries(0);
    }

    /** Uploads the lines of a batch. The name must be given: of bytes, the client sends none. */
    static FileObject upload(OpenAIClient client, String content) {
        var bytes = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        var file =
                MultipartField.<InputStream>builder()
                        .value(bytes)
                        .filename("requests.jsonl")
                        .build();
        return client.files()
                .create(FileCreateParams.builder().file(file).purpose(FilePurpose.BATCH).build());
    }

    /** A batch of the lines of a file. */
    static Batch batch(OpenAIClient client, FileObject input, Endpoint endpoint) {
        return client.batches()
                .create(
                        BatchCreateParams.builder()
                                .inputFileId(input.id())
                                .endpoint(endpoint)
                                .completionWindow(CompletionWindow._24H)
                                .build());
    }

    /** Polls until it has ended. */
    static <T> T ended(String what, Supplier<T> poll, Predicate<T> ended) {
        Eventually.until(what, () -> ended.test(poll.get()));
        return poll.get();
    }

    /** All that a response says. */
    static String text(Response response) {
        return response.output().stream()
                .map(ResponseOutputItem::asMessage)
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }
}
