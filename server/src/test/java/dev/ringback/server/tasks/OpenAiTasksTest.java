package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiTasksTest {

    private final OpenAiTasks openAi = new OpenAiTasks();
    private final Upstream upstream =
            Played.upstream(UpstreamKind.OPENAI, "https://api.openai.com/v1");
    private final RemoteTask response = Played.remote("resp_1", Operation.RESPONSES, "gpt");

    private static NewTask task(String request) {
        return Played.task(Operation.RESPONSES, "gpt", request);
    }

    private static String response(String status, String more) {
        return "{'id':'resp_1','object':'response','status':'%s','output':[]%s}"
                .formatted(status, more);
    }

    private TaskState looked(String body) {
        return openAi.looked(response, Played.answered(200, body));
    }

    @Test
    void itTakesResponsesAlone() {
        assertThat(Stream.of(Operation.values()).filter(openAi::takes))
                .containsExactly(Operation.RESPONSES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'model':'gpt','input': 'hi' }      | {'model':'gpt','input': 'hi','background':true}
                    {'model':'gpt','n':1.50,'stream':true,'stream_options':{'a':1},'input':'hi'} | {'model':'gpt','n':1.50,'input':'hi','background':true}
                    {'background':false,'input':'hi'}   | {'input':'hi','background':true}
                    {'stream':true}                     | {'background':true}
                    """)
    void aResponseIsAskedForInTheBackground(String request, String body) {
        Request submit = openAi.submit(upstream, task(request));

        assertThat(Played.line(submit)).isEqualTo("POST https://api.openai.com/v1/responses");
        assertThat(Played.text(submit.body())).isEqualTo(body);
        assertThat(Played.header(submit, "Idempotency-Key")).contains(Played.JOB);
        assertThat(openAi.problem(task(request))).isEmpty();
    }

    @Test
    void aResponseIsLookedAtAndCalledOffByItsId() {
        assertThat(Played.line(openAi.look(upstream, response)))
                .isEqualTo("GET https://api.openai.com/v1/responses/resp_1");
        assertThat(openAi.fetch(upstream, response)).isEqualTo(openAi.look(upstream, response));
        assertThat(openAi.callOff(upstream, response).map(Played::line))
                .contains("POST https://api.openai.com/v1/responses/resp_1/cancel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress", "dreaming", ""})
    void whatHasNotClearlyEndedIsUnderWay(String status) {
        assertThat(looked(response(status, ""))).isEqualTo(new TaskState.Underway());
        assertThat(openAi.submitted(task("{}"), Played.answered(200, response(status, ""))))
                .isEqualTo(new Submitted.Taken("resp_1", new TaskState.Underway()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete", "failed", "cancelled"})
    void whatHasEndedIsTheAnswerAndSaysItselfHow(String status) {
        String body = response(status, ",'error':{'message':'no GPU'}");
        var answered =
                new TaskState.Answered(
                        ModelAnswer.read(Operation.RESPONSES, Played.json(body))
                                .orElseThrow()
                                .json());

        assertThat(looked(body)).isEqualTo(answered);
        assertThat(openAi.fetched(response, Played.answered(200, body))).isEqualTo(answered);
        assertThat(openAi.submitted(task("{}"), Played.answered(200, body)))
                .isEqualTo(new Submitted.Taken("resp_1", answered));
    }

    @Test
    void whatFailedWithoutAnOutputHasFailed() {
        assertThat(looked("{'status':'failed','error':{'message':'no GPU'},'output':null}"))
                .isEqualTo(new TaskState.Failed("upstream's response failed: no GPU"));
        assertThat(looked("{'status':'cancelled'}"))
                .isEqualTo(new TaskState.Failed("upstream's response was cancelled"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'completed'}",
                "{'status':'completed','object':'response','output':'text'}",
                "{'status':'incomplete','object':'chat.completion','output':[]}"
            })
    void whatIsDoneAndNoResponseSaysNothing(String body) {
        assertThat(looked(body)).isInstanceOf(TaskState.Unsaid.class);
    }

    @Test
    void itsCallbacksAreVerifiedByTheSecretThatIsSet() {
        assertThat(openAi.arrange(upstream, Played.CALLBACK)).isEmpty();
        assertThat(openAi.arranged(upstream, Optional.empty())).isEmpty();
        assertThat(
                        openAi.arranged(Played.withSecret(upstream, "whsec_x"), Optional.empty())
                                .orElseThrow()
                                .secrets())
                .containsExactly(new Secret("whsec_x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "cancelled", "incomplete"})
    void aCallbackNamesAResponseThatIsToBeFetched(String end) {
        String body = "{'id':'evt_1','type':'response.%s','data':{'id':'resp_1'}}".formatted(end);

        assertThat(openAi.about(Played.json(body))).contains("resp_1");
        assertThat(openAi.told(response, Played.json(body))).isEqualTo(new TaskState.Elsewhere());
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch.completed", "response", "", "responses.completed"})
    void aCallbackOfAnotherTypeIsAboutNothing(String type) {
        String body = "{'type':'%s','data':{'id':'resp_1'}}".formatted(type);

        assertThat(openAi.about(Played.json(body))).isEmpty();
        assertThat(openAi.told(response, Played.json(body))).isEqualTo(new TaskState.Underway());
    }

    @Test
    void anAnswerIsHandedOnWhole() {
        String body = response("completed", ",'odd':{'n':1.50},'usage':{'input_tokens':1}");

        assertThat(looked(body))
                .isInstanceOfSatisfying(
                        TaskState.Answered.class,
                        answered -> {
                            JsonObject json = answered.answer();
                            assertThat(Played.text(json.payload())).isEqualTo(body);
                        });
    }
}
