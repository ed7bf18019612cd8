package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseError;
import com.openai.models.responses.ResponseItem;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextDeltaEvent;
import com.openai.models.responses.inputitems.InputItemListParams;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses, at once and in the background, by OpenAI's own client for Java. */
final class OpenAiResponsesTest {

    private static final String QUESTION = "Where does the Seine end?";

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

    private static ResponseCreateParams.Builder question(String model) {
        return ResponseCreateParams.builder().model(model).input(QUESTION);
    }

    private static Response inBackground(String model) {
        return client.responses().create(question(model).background(true).build());
    }

    /** Polls as OpenAI's guide does it: for as long as it is queued or in progress. */
    private static Response ended(Response response) {
        return OpenAi.ended(
                "the response has ended",
                () -> client.responses().retrieve(response.id()),
                each -> !isUnderWay(status(each)));
    }

    private static boolean isUnderWay(ResponseStatus status) {
        return status.equals(ResponseStatus.QUEUED) || status.equals(ResponseStatus.IN_PROGRESS);
    }

    private static ResponseStatus status(Response response) {
        return response.status().orElseThrow();
    }

    @Test
    void aResponseComesBackAtOnce() {
        Response response = client.responses().create(question("demo/echo").build());

        assertThat(status(response)).isEqualTo(ResponseStatus.COMPLETED);
        assertThat(OpenAi.text(response)).isEqualTo(QUESTION);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(5);
    }

    @Test
    void theEventsOfAStreamMakeUpTheResponse() {
        var whole = ResponseAccumulator.createWithSnapshots();
        List<String> deltas = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(question("demo/echo").build())) {
            stream.stream()
                    .peek(whole::accumulate)
                    .flatMap(event -> event.outputTextDelta().stream())
                    .forEach(delta -> deltas.add(delta.delta()));
        }

        assertThat(deltas).hasSizeGreaterThan(3);
        assertThat(String.join("", deltas)).isEqualTo(QUESTION);
        assertThat(OpenAi.text(whole.response())).isEqualTo(QUESTION);
        assertThat(OpenAi.text(whole.reconstructedResponse())).isEqualTo(QUESTION);
    }

    @Test
    void aBackgroundResponseIsPolledUntilItIsCompleted() {
        var metadata =
                ResponseCreateParams.Metadata.builder()
                        .putAdditionalProperty("custom_id", JsonValue.from("req-001"))
                        .build();

        Response begun =
                client.responses()
                        .create(
                                question("demo/echo")
                                        .background(true)
                                        .instructions("Be brief.")
                                        .metadata(metadata)
                                        .build());
        assertThat(begun.id()).startsWith("resp_");
        assertThat(status(begun)).isEqualTo(ResponseStatus.QUEUED);
        assertThat(begun.background()).contains(true);

        Response response = ended(begun);
        assertThat(response.id()).isEqualTo(begun.id());
        assertThat(status(response)).isEqualTo(ResponseStatus.COMPLETED);
        assertThat(OpenAi.text(response)).isEqualTo(QUESTION);
        assertThat(response.background()).contains(true);
        assertThat(response.createdAt()).isEqualTo(begun.createdAt());
        assertThat(response.metadata().orElseThrow()._allProperties())
                .containsEntry("custom_id", JsonValue.from("req-001"));
    }

    @Test
    void aBackgroundResponseIsCancelledAndCancelledAgain(@TempDir Path other) {
        try (var upstream = StubUpstream.start().plays(Script.silence());
                RunningServer relay =
                        RunningServer.dev(other, "--upstream", "stub=" + upstream.baseUrl())) {
            var responses = OpenAi.strict(relay, "dev").responses();
            String id = responses.create(question("any").background(true).build()).id();

            Response cancelled = responses.cancel(id);

            assertThat(cancelled.id()).isEqualTo(id);
            assertThat(status(cancelled)).isEqualTo(ResponseStatus.CANCELLED);
            assertThat(responses.retrieve(id)).isEqualTo(cancelled);
            assertThat(responses.cancel(id)).isEqualTo(cancelled);
        }
    }

    private static List<ResponseStreamEvent> created(String model, int atMost) {
        var params = question(model).background(true).build();
        try (var stream = client.responses().createStreaming(params)) {
            return stream.stream().limit(atMost).map(ResponseStreamEvent::validate).toList();
        }
    }

    private static List<ResponseStreamEvent> followed(ResponseRetrieveParams.Builder params) {
        try (var stream = client.responses().retrieveStreaming(params.build())) {
            return stream.stream().map(ResponseStreamEvent::validate).toList();
        }
    }

    private static String said(List<ResponseStreamEvent> events) {
        return events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(ResponseTextDeltaEvent::delta)
                .collect(Collectors.joining());
    }

    @Test
    void aBackgroundResponseIsFollowedDroppedAndTakenUpAgain() {
        List<ResponseStreamEvent> begun = created("demo/slow", 6);
        String id = begun.getFirst().asCreated().response().id();
        long last = begun.getLast().asOutputTextDelta().sequenceNumber();

        List<ResponseStreamEvent> rest =
                followed(ResponseRetrieveParams.builder().responseId(id).startingAfter(last));

        assertThat(begun.get(1).isQueued()).isTrue();
        assertThat(begun.get(2).isInProgress()).isTrue();
        assertThat(said(begun) + said(rest)).isEqualTo(QUESTION);
        assertThat(rest.getLast().asCompleted().response())
                .isEqualTo(client.responses().retrieve(id));
    }

    @Test
    void aBackgroundResponseThatHasEndedIsRetold() {
        String id = ended(inBackground("demo/echo")).id();
        var whole = ResponseAccumulator.createWithSnapshots();

        followed(ResponseRetrieveParams.builder().responseId(id)).forEach(whole::accumulate);

        assertThat(OpenAi.text(whole.reconstructedResponse())).isEqualTo(QUESTION);
    }

    @Test
    void theItemsOfTheInputAreListed() {
        Response first = ended(inBackground("demo/echo"));
        var params = question("demo/echo").background(true).previousResponseId(first.id()).build();
        Response second = client.responses().create(params);

        List<ResponseItem> items =
                client
                        .responses()
                        .inputItems()
                        .list(
                                InputItemListParams.builder()
                                        .responseId(second.id())
                                        .limit(2)
                                        .order(InputItemListParams.Order.ASC)
                                        .build())
                        .autoPager()
                        .stream()
                        .map(ResponseItem::validate)
                        .toList();

        assertThat(second.previousResponseId()).contains(first.id());
        assertThat(items).hasSize(3);
        assertThat(
                        items.get(1)
                                .asResponseOutputMessage()
                                .content()
                                .getFirst()
                                .asOutputText()
                                .text())
                .isEqualTo(QUESTION);
    }

    @Test
    void aDeletedResponseIsNotFound() {
        String id = inBackground("demo/slow").id();

        client.responses().delete(id);

        assertThatThrownBy(() -> client.responses().retrieve(id))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aBackgroundResponseThatFailsSaysWhy() {
        Response response = ended(inBackground("demo/embed"));

        assertThat(status(response)).isEqualTo(ResponseStatus.FAILED);
        ResponseError error = response.error().orElseThrow();
        assertThat(error.code()).isEqualTo(ResponseError.Code.SERVER_ERROR);
        assertThat(error.message()).contains("400", "demo/embed makes embeddings");
    }

    @Test
    void anUnknownResponseIsANotFoundException() {
        var refusal =
                catchThrowableOfType(
                        NotFoundException.class, () -> client.responses().retrieve("resp_none"));

        assertThat(refusal.code()).contains("response_not_found");
        assertThat(refusal.type()).contains("invalid_request_error");
        assertThat(refusal).hasMessageContaining("resp_none");
    }
}
