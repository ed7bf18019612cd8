package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import dev.ringback.server.vault.Secret;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicateTasksTest {

    private static final String KEY = "whsec_" + "QUJD".repeat(8);

    private final ReplicateTasks replicate = new ReplicateTasks();
    private final Upstream upstream =
            Played.upstream(UpstreamKind.REPLICATE, "https://api.replicate.com/v1");
    private final RemoteTask chat = Played.remote("p1", Operation.CHAT, "meta/llama");
    private final RemoteTask completion = Played.remote("p1", Operation.COMPLETIONS, "meta/llama");

    private static NewTask task(String model) {
        return Played.task(
                Operation.CHAT,
                model,
                "{'model':'%s','messages':[{'role':'user','content':'hi'}]}".formatted(model));
    }

    private TaskState looked(RemoteTask task, String body) {
        return replicate.looked(task, Played.answered(200, body));
    }

    private JsonObject answer(RemoteTask task, String prediction) {
        return switch (looked(task, prediction)) {
            case TaskState.Answered(JsonObject json) -> {
                assertThat(ModelAnswer.of(task.operation(), json)).isPresent();
                assertThat(ModelAnswer.errorWithin(task.operation(), json)).isEmpty();
                yield json;
            }
            case TaskState other -> throw new AssertionError("no answer: " + other);
        };
    }

    private String said(String output) {
        return answer(chat, "{'id':'p1','status':'succeeded','output':%s}".formatted(output))
                .find("/choices/0/message/content")
                .plain();
    }

    @Test
    void itTakesCompletionsAlone() {
        assertThat(Stream.of(Operation.values()).filter(replicate::takes))
                .containsExactly(Operation.CHAT, Operation.COMPLETIONS);
    }

    @Test
    void aModelIsAskedByItsName() {
        Request request = replicate.submit(upstream, task("meta/llama-3.1"));

        assertThat(Played.line(request))
                .isEqualTo("POST https://api.replicate.com/v1/models/meta/llama-3.1/predictions");
        assertThat(Played.text(request.body()))
                .isEqualTo(
                        "{'input':{'prompt':'hi'},'webhook':'https://us.example/in/token?a=b&c',"
                                + "'webhook_events_filter':['completed']}");
        assertThat(Played.header(request, "Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta/llama:5c7d", "5c7d"})
    void aVersionIsAskedByItsId(String model) {
        Request request = replicate.submit(upstream, Played.withoutCallback(task(model)));

        assertThat(Played.line(request)).isEqualTo("POST https://api.replicate.com/v1/predictions");
        assertThat(Played.text(request.body()))
                .isEqualTo("{'input':{'prompt':'hi'},'version':'5c7d'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "/", "a/", "/b", "a/b/c", "a/b:", ":v", "a:v", "../b", "a/..", "..", "a/ "
            })
    void whatIsNoModelIsNotAskedFor(String model) {
        assertThat(replicate.problem(task(model)))
                .contains(
                        "model must be owner/name, owner/name:version or a version at this"
                                + " upstream");
    }

    @Test
    void anEndlessNameIsNoModel() {
        assertThat(replicate.problem(task("a/" + "b".repeat(10_000)))).isPresent();
    }

    @Test
    void aNameLeadsNowhereElse() {
        NewTask task = task("a?b/c%2Fd#e");

        assertThat(replicate.problem(task)).isEmpty();
        assertThat(replicate.submit(upstream, task).url().getRawPath())
                .isEqualTo("/v1/models/a%3Fb/c%252Fd%23e/predictions");
    }

    @Test
    void theKeyOfItsCallbacksIsAskedFor() {
        assertThat(replicate.arrange(upstream, Played.CALLBACK).map(Played::line))
                .contains("GET https://api.replicate.com/v1/webhooks/default/secret");
        assertThat(
                        replicate.arranged(
                                upstream,
                                Optional.of(Played.answered(200, "{'key':'%s'}".formatted(KEY)))))
                .contains(new Arrangement(List.of(new Secret(KEY)), "{}", Optional.empty()));
    }

    @Test
    void aKeyThatIsSetIsNotAskedFor() {
        Upstream set = Played.withSecret(upstream, KEY);

        assertThat(replicate.arrange(set, Played.CALLBACK)).isEmpty();
        assertThat(replicate.arranged(set, Optional.empty()).orElseThrow().secrets())
                .containsExactly(new Secret(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{'key':7}", "{'key':''}", "{'key':'whsec_?'}"})
    void withoutAKeyNothingIsAgreed(String body) {
        assertThat(replicate.arranged(upstream, Optional.of(Played.answered(200, body)))).isEmpty();
    }

    @Test
    void aRefusedKeyIsNone() {
        assertThat(Played.refusals())
                .allSatisfy(reply ->
                        assertThat(replicate.arranged(upstream, Optional.of(reply))).isEmpty());
        assertThat(replicate.arranged(upstream, Optional.empty())).isEmpty();
    }

    @Test
    void aTaskMayEndAtOnce() {
        assertThat(
                        replicate.submitted(
                                task("a/b"),
                                Played.answered(201, "{'id':'p1','status':'starting'}")))
                .isEqualTo(new Submitted.Taken("p1", new TaskState.Underway()));
        assertThat(
                        replicate.submitted(
                                task("a/b"),
                                Played.answered(201, "{'id':'p1','status':'failed','error':'no'}")))
                .isEqualTo(
                        new Submitted.Taken(
                                "p1", new TaskState.Failed("the prediction failed: no")));
        assertThat(replicate.submitted(task("a/b"), Played.answered(200, "{'id':'p1'}")))
                .isEqualTo(new Submitted.Taken("p1", new TaskState.Underway()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "processing", "queued", "", "SUCCEEDED", "dreaming"})
    void whatHasNotClearlyEndedIsUnderWay(String status) {
        String body = "{'id':'p1','status':'%s','output':'x','error':'y'}".formatted(status);

        assertThat(looked(chat, body)).isEqualTo(new TaskState.Underway());
        assertThat(replicate.told(chat, Played.json(body))).isEqualTo(new TaskState.Underway());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'text'                             | text
                    ['Pa','ris','.']                   | Paris.
                    []                                 | ``
                    null                               | ``
                    ''                                 | ``
                    ['https://a/1.png']                | https://a/1.png
                    {'a':[1,2.50]}                     | {"a":[1,2.50]}
                    [['a'],1]                          | [["a"],1]
                    7                                  | 7
                    true                               | true
                    ['see ','https://a']               | see https://a
                    ['https://a b','https://c']        | https://a bhttps://c
                    """)
    void theTextOfAnOutput(String output, String text) {
        assertThat(said(output)).isEqualTo(text);
    }

    @Test
    void addressesStandOneBelowTheOther() {
        assertThat(said("['https://a/1.png','data:image/png;base64,AA==']"))
                .isEqualTo("https://a/1.png\ndata:image/png;base64,AA==");
    }

    @Test
    void anAnswerIsAChatCompletion() {
        assertThat(
                        Played.text(
                                answer(
                                                chat,
                                                "{'id':'p1','status':'succeeded','output':['Pa','ris'],"
                                                        + "'completed_at':'2026-01-02T03:04:05.678Z','logs':'x',"
                                                        + "'metrics':{'input_token_count':5,'output_token_count':2,'predict_time':1.5}}")
                                        .payload()))
                .isEqualTo(
                        "{'id':'p1','object':'chat.completion','created':1767323045,'model':'meta/llama',"
                                + "'choices':[{'index':0,'message':{'role':'assistant','content':'Paris'},"
                                + "'finish_reason':'stop'}],'usage':{'prompt_tokens':5,'completion_tokens':2,"
                                + "'total_tokens':7},'output':['Pa','ris']}");
    }

    @Test
    void anAnswerIsATextCompletion() {
        assertThat(
                        Played.text(
                                answer(completion, "{'status':'succeeded','output':'Paris'}")
                                        .payload()))
                .isEqualTo(
                        "{'id':'p1','object':'text_completion','created':0,'model':'meta/llama',"
                                + "'choices':[{'index':0,'text':'Paris','logprobs':null,'finish_reason':'stop'}],"
                                + "'output':'Paris'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'metrics':null",
                "'metrics':7",
                "'metrics':{'input_token_count':'x','output_token_count':-1}",
                "'completed_at':7,'created_at':'yesterday'",
                "'error':'of another time'"
            })
    void whatIsOddBesideAnOutputDoesNotMatter(String members) {
        JsonObject answer =
                answer(chat, "{'status':'succeeded','output':'x',%s}".formatted(members));

        assertThat(answer.has("usage")).isFalse();
        assertThat(answer.whole("created")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'status':'failed'}                                 | the prediction failed
                    {'status':'failed','error':null,'detail':'x'}       | the prediction failed
                    {'status':'failed','error':'no GPU'}                | the prediction failed: no GPU
                    {'status':'failed','error':''}                      | the prediction failed
                    {'status':'failed','error':{'message':'no GPU'}}    | the prediction failed: no GPU
                    {'status':'failed','error':{'code':7}}              | the prediction failed: {"code":7}
                    {'status':'failed','error':7}                       | the prediction failed
                    {'status':'canceled'}                               | the prediction was canceled at the upstream
                    {'status':'aborted','error':'x'}                    | the prediction was canceled at the upstream
                    {'status':'succeeded','output':null,'data_removed':true} | the prediction succeeded, and its output was removed
                    """)
    void aFailureSaysWhy(String prediction, String reason) {
        assertThat(looked(chat, prediction)).isEqualTo(new TaskState.Failed(reason));
        assertThat(replicate.told(chat, Played.json(prediction)))
                .isEqualTo(new TaskState.Failed(reason));
        assertThat(replicate.fetched(chat, Played.answered(200, prediction)))
                .isEqualTo(new TaskState.Failed(reason));
    }

    @Test
    void anEndlessErrorIsCut() {
        assertThat(looked(chat, "{'status':'failed','error':'%s'}".formatted("x".repeat(100_000))))
                .isInstanceOfSatisfying(
                        TaskState.Failed.class,
                        failed -> assertThat(failed.reason()).hasSizeLessThan(600));
    }

    @Test
    void anOutputThatIsStillThereCounts() {
        assertThat(
                        answer(chat, "{'status':'succeeded','output':'x','data_removed':true}")
                                .find("/choices/0/message/content")
                                .plain())
                .isEqualTo("x");
    }

    @Test
    void aPredictionIsLookedAtAndCalledOffByItsId() {
        assertThat(Played.line(replicate.look(upstream, chat)))
                .isEqualTo("GET https://api.replicate.com/v1/predictions/p1");
        assertThat(replicate.callOff(upstream, chat).map(Played::line))
                .contains("POST https://api.replicate.com/v1/predictions/p1/cancel");
    }

    @Test
    void aCallbackIsThePrediction() {
        String body = "{'id':'p1','status':'succeeded','output':'x'}";

        assertThat(replicate.about(Played.json(body))).contains("p1");
        assertThat(replicate.told(chat, Played.json(body))).isEqualTo(looked(chat, body));
    }
}
