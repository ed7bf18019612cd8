package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.filters.Filter;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingbackTasksTest {

    private static final String CHAT_ANSWER =
            "{'id':'g1','object':'chat.completion','choices':[{'message':{'content':'Paris'}}]}";
    private static final String EMBEDDINGS = "{'object':'list','data':[{'embedding':[0.25]}]}";

    private final RingbackTasks ringback = new RingbackTasks();
    private final Upstream upstream =
            Played.upstream(UpstreamKind.RINGBACK, "https://other.example/rb/v1");
    private final RemoteTask chat = Played.remote("g1", Operation.CHAT, "m");
    private final RemoteTask response = Played.remote("r1", Operation.RESPONSES, "m");

    private static NewTask task(Operation operation, String request) {
        return Played.named(Played.task(operation, "m", request), "ep_1");
    }

    private static String event(String type, String data) {
        return "{'type':'%s','timestamp':'2026-01-02T03:04:05.000Z','data':%s}"
                .formatted(type, data);
    }

    private static String generation(String state, String response) {
        return "{'id':'g1','state':'%s','stateMessage':'why','request':{},'response':%s}"
                .formatted(state, response);
    }

    private TaskState looked(RemoteTask task, String body) {
        return ringback.looked(task, Played.answered(200, body));
    }

    private TaskState told(RemoteTask task, String type, String data) {
        return ringback.told(task, Played.json(event(type, data)));
    }

    private static TaskState answered(Operation operation, String answer) {
        return new TaskState.Answered(
                ModelAnswer.read(operation, Played.json(answer)).orElseThrow().json());
    }

    @ParameterizedTest
    @EnumSource
    void itTakesAllOperations(Operation operation) {
        assertThat(ringback.takes(operation)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT, /slow/chat/completions",
        "COMPLETIONS, /slow/completions",
        "EMBEDDINGS, /slow/embeddings",
        "RESPONSES, /responses"
    })
    void workIsHandedOverAsABackgroundRequest(Operation operation, String path) {
        Request request = ringback.submit(upstream, task(operation, "{'model':'m'}"));

        assertThat(Played.line(request)).isEqualTo("POST https://other.example/rb/v1" + path);
        assertThat(Played.header(request, "Idempotency-Key")).contains(Played.JOB);
        assertThat(ringback.problem(task(operation, "{}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'model':'m', 'n':1.50}                        | {'model':'m','n':1.50,'metadata':{'webhook_id':'ep_1'}}
                    {'metadata':{'webhook_id':'ours','a':'b'},'n':1} | {'n':1,'metadata':{'a':'b','webhook_id':'ep_1'}}
                    {'webhook_id':'ours','metadata':null}          | {'metadata':{'webhook_id':'ep_1'}}
                    {'stream':true,'stream_options':{},'metadata':'x'} | {'metadata':{'webhook_id':'ep_1'}}
                    """)
    void ourEndpointThereIsNamedInPlaceOfTheClientsHere(String request, String body) {
        assertThat(Played.text(ringback.submit(upstream, task(Operation.CHAT, request)).body()))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'metadata':{'webhook_id':'ours','a':'b'},'n':1} | {'n':1,'metadata':{'a':'b'}}
                    {'metadata':{'webhook_id':'ours'}}               | {}
                    {'webhook_id':'ours','n':1}                      | {'n':1}
                    """)
    void withoutAnEndpointThereNoneIsNamed(String request, String body) {
        NewTask task = Played.withoutCallback(task(Operation.CHAT, request));

        assertThat(Played.text(ringback.submit(upstream, task).body())).isEqualTo(body);
    }

    @Test
    void aResponseIsAskedForInTheBackground() {
        NewTask task = task(Operation.RESPONSES, "{'input':'hi','stream':true,'background':true}");

        assertThat(Played.text(ringback.submit(upstream, task).body()))
                .isEqualTo("{'input':'hi','metadata':{'webhook_id':'ep_1'},'background':true}");
    }

    @Test
    void whatIsTakenIsUnderWay() {
        assertThat(
                        ringback.submitted(
                                task(Operation.EMBEDDINGS, "{}"),
                                Played.answered(200, "{'id':'g1','created_at':1795625211}")))
                .isEqualTo(new Submitted.Taken("g1", new TaskState.Underway()));
        assertThat(
                        ringback.submitted(
                                task(Operation.RESPONSES, "{}"),
                                Played.answered(200, "{'id':'r1','status':'queued'}")))
                .isEqualTo(new Submitted.Taken("r1", new TaskState.Underway()));
    }

    @Test
    void aTaskIsLookedAtAndCalledOffByItsId() {
        String base = "https://other.example/rb/v1";

        assertThat(Played.line(ringback.look(upstream, chat)))
                .isEqualTo("GET " + base + "/generation/g1");
        assertThat(Played.line(ringback.fetch(upstream, response)))
                .isEqualTo("GET " + base + "/responses/r1");
        assertThat(ringback.callOff(upstream, chat).map(Played::line))
                .contains("POST " + base + "/generation/g1/cancel");
        assertThat(ringback.callOff(upstream, response).map(Played::line))
                .contains("POST " + base + "/responses/r1/cancel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Queued", "In Progress", "Dreaming", ""})
    void whatHasNotClearlyEndedIsUnderWay(String state) {
        String body = generation(state, "{}");

        assertThat(looked(chat, body)).isEqualTo(new TaskState.Underway());
        assertThat(told(chat, "generation.completed", body)).isEqualTo(new TaskState.Underway());
    }

    @Test
    void whatSucceededIsTheAnswer() {
        String body = generation("Success", CHAT_ANSWER);
        TaskState answered = answered(Operation.CHAT, CHAT_ANSWER);

        assertThat(looked(chat, body)).isEqualTo(answered);
        assertThat(ringback.fetched(chat, Played.answered(200, body))).isEqualTo(answered);
        assertThat(told(chat, "generation.completed", body)).isEqualTo(answered);
    }

    @Test
    void vectorsAreAnAnswer() {
        RemoteTask task = Played.remote("g1", Operation.EMBEDDINGS, "m");

        assertThat(told(task, "async-embedding.completed", generation("Success", EMBEDDINGS)))
                .isEqualTo(answered(Operation.EMBEDDINGS, EMBEDDINGS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "{}", "7", "'x'", "{'object':'list','data':[{'embedding':[]}]}"})
    void aSuccessWithoutSuchAnAnswerSaysNothing(String answer) {
        String body = generation("Success", answer);

        assertThat(looked(chat, body)).isInstanceOf(TaskState.Unsaid.class);
        assertThat(told(chat, "generation.completed", body)).isEqualTo(new TaskState.Elsewhere());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'state':'Failed','stateMessage':'upstream answered 500','response':null} | the generation failed: upstream answered 500
                    {'state':'Failed','stateMessage':''}    | the generation failed
                    {'state':'Failed'}                      | the generation failed
                    {'state':'Cancelled','stateMessage':'Cancelled'} | the generation was cancelled at the upstream
                    """)
    void aFailureSaysWhy(String generation, String reason) {
        assertThat(looked(chat, generation)).isEqualTo(new TaskState.Failed(reason));
        assertThat(told(chat, "generation.completed", generation))
                .isEqualTo(new TaskState.Failed(reason));
    }

    @Test
    void aResponseThatEndedIsTheAnswerAndSaysItselfHow() {
        String body = "{'id':'r1','object':'response','status':'failed','output':[]}";
        TaskState answered = answered(Operation.RESPONSES, body);

        assertThat(looked(response, body)).isEqualTo(answered);
        assertThat(told(response, "response.failed", body)).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id':'r1'}", "null", "'r1'", "{'id':'r1','status':'completed'}"})
    void whatACallbackDoesNotTellWholeIsToBeFetched(String data) {
        assertThat(told(response, "response.completed", data)).isEqualTo(new TaskState.Elsewhere());
        assertThat(told(chat, "generation.completed", data)).isEqualTo(new TaskState.Elsewhere());
    }

    @ParameterizedTest
    @CsvSource({
        "generation.completed, true",
        "async-embedding.completed, true",
        "response.completed, true",
        "response.cancelled, true",
        "slow-group.completed, false",
        "generation.started, false",
        "order.paid, false"
    })
    void aCallbackIsAboutAGenerationOrAResponse(String type, boolean about) {
        assertThat(ringback.about(Played.json(event(type, "{'id':'g1'}"))))
                .isEqualTo(about ? Optional.of("g1") : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example/rb/v1", "https://other.example/rb/v1/"})
    void anEndpointIsMadeBesideItsBaseUrl(String base) {
        Upstream other = Played.upstream(UpstreamKind.RINGBACK, base);
        Request request = ringback.arrange(other, Played.CALLBACK).orElseThrow();

        assertThat(Played.line(request))
                .isEqualTo("POST https://other.example/rb/api/v1/endpoints");
        assertThat(Played.text(request.body()))
                .isEqualTo(
                        "{'name':'jobs of the Ringback at us.example',"
                                + "'url':'https://us.example/in/token?a=b&c','format':'standard',"
                                + "'event_types':['generation.completed','async-embedding.completed','response.*'],"
                                + "'filter':'false'}");
        assertThat(Played.header(request, "Authorization")).contains("Bearer key");
    }

    @Test
    void theFilterIsOneThatAnEndpointMayHave() {
        assertThat(Filter.problemWith("false")).isEmpty();
    }

    @Test
    void theSameEndpointIsMadeOnce() {
        assertThat(arrangedUnder(Played.CALLBACK)).isEqualTo(arrangedUnder(Played.CALLBACK));
        assertThat(arrangedUnder(Played.CALLBACK))
                .isNotEqualTo(arrangedUnder(URI.create("https://us.example/in/other")));
    }

    private String arrangedUnder(URI url) {
        return ringback.arrange(upstream, url)
                .flatMap(request -> Played.header(request, "Idempotency-Key"))
                .orElseThrow();
    }

    @Test
    void anEndlessHostDoesNotMakeAnEndlessName() {
        URI url = URI.create("https://" + "a.".repeat(2_000) + "example/in/token");

        assertThat(Played.text(ringback.arrange(upstream, url).orElseThrow().body()))
                .matches("\\{'name':'.{200}','url'.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example", "https://other.example/v1/slow"})
    void nothingIsAgreedWithABaseUrlOfAnotherForm(String base) {
        assertThat(ringback.arrange(Played.upstream(UpstreamKind.RINGBACK, base), Played.CALLBACK))
                .isEmpty();
        assertThat(ringback.arranged(upstream, Optional.empty())).isEmpty();
    }

    @Test
    void theEndpointsSecretVerifiesCallbacks() {
        assertThat(
                        ringback.arranged(
                                upstream,
                                Optional.of(
                                        Played.answered(201, "{'id':'ep_1','secret':'whsec_x'}"))))
                .contains(
                        new Arrangement(List.of(new Secret("whsec_x")), "{}", Optional.of("ep_1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'id':'ep_1'}",
                "{'id':7,'secret':'x'}",
                "{'id':'ep_1','secret':' '}"
            })
    void anEndpointWithoutASecretIsNone(String body) {
        assertThat(ringback.arranged(upstream, Optional.of(Played.answered(201, body)))).isEmpty();
    }

    @Test
    void anAnswerIsHandedOnWhole() {
        assertThat(looked(chat, generation("Success", CHAT_ANSWER)))
                .isInstanceOfSatisfying(
                        TaskState.Answered.class,
                        answered -> {
                            JsonObject json = answered.answer();
                            assertThat(Played.text(json.payload())).isEqualTo(CHAT_ANSWER);
                        });
    }
}
