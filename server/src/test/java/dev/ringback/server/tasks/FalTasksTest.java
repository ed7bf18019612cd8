package dev.ringback.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FalTasksTest {

    private final FalTasks fal = new FalTasks();
    private final Upstream upstream = Played.upstream(UpstreamKind.FAL, "https://queue.fal.run");
    private final RemoteTask chat = Played.remote("r1", Operation.CHAT, "fal-ai/any-llm");

    private static NewTask task(String model) {
        return Played.task(
                Operation.CHAT,
                model,
                "{'model':'%s','messages':[{'role':'user','content':'hi'}]}".formatted(model));
    }

    private TaskState fetched(int status, String body) {
        return fal.fetched(chat, Played.answered(status, body));
    }

    private TaskState told(String callback) {
        return fal.told(chat, Played.json(callback));
    }

    private static JsonObject answer(TaskState state) {
        return switch (state) {
            case TaskState.Answered(JsonObject json) -> {
                assertThat(ModelAnswer.of(Operation.CHAT, json)).isPresent();
                assertThat(ModelAnswer.errorWithin(Operation.CHAT, json)).isEmpty();
                yield json;
            }
            default -> throw new AssertionError("no answer: " + state);
        };
    }

    private static String said(TaskState state) {
        return answer(state).find("/choices/0/message/content").plain();
    }

    @Test
    void itTakesCompletionsAlone() {
        assertThat(Stream.of(Operation.values()).filter(fal::takes))
                .containsExactly(Operation.CHAT, Operation.COMPLETIONS);
    }

    @Test
    void aRequestIsTheInputItself() {
        Request request = fal.submit(upstream, task("fal-ai/flux/dev"));

        assertThat(Played.line(request))
                .isEqualTo(
                        "POST https://queue.fal.run/fal-ai/flux/dev"
                                + "?fal_webhook=https%3A%2F%2Fus.example%2Fin%2Ftoken%3Fa%3Db%26c");
        assertThat(Played.text(request.body())).isEqualTo("{'prompt':'hi'}");
        assertThat(Played.header(request, "Authorization")).contains("Key key");
    }

    @Test
    void withoutACallbackNoneIsNamed() {
        assertThat(Played.line(fal.submit(upstream, Played.withoutCallback(task("fal-ai/x")))))
                .isEqualTo("POST https://queue.fal.run/fal-ai/x");
    }

    @ParameterizedTest
    @CsvSource({
        "fal-ai/any-llm, /fal-ai/any-llm",
        "fal-ai/flux/dev, /fal-ai/flux",
        "fal-ai/flux/dev/image-to-image, /fal-ai/flux",
        "workflows/me/mine, /workflows/me/mine",
        "comfy/me/mine/more, /comfy/me/mine",
        "a b/c?d, /a%20b/c%3Fd"
    })
    void aRequestIsFoundUnderTheFirstPartsOfItsModel(String model, String path) {
        RemoteTask task = Played.remote("r1", Operation.CHAT, model);
        String below = "https://queue.fal.run" + path + "/requests/r1";

        assertThat(Played.line(fal.look(upstream, task))).isEqualTo("GET " + below + "/status");
        assertThat(Played.line(fal.fetch(upstream, task))).isEqualTo("GET " + below);
        assertThat(fal.callOff(upstream, task).map(Played::line))
                .contains("PUT " + below + "/cancel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "flux", "fal-ai/", "/x", "fal-ai/../x", "workflows/me", "comfy/a/ "})
    void whatIsNoModelIsNotAskedFor(String model) {
        assertThat(fal.problem(task(model))).contains("model must be owner/name at this upstream");
    }

    @Test
    void aNameOfEndlesslyManyPartsIsNoModel() {
        assertThat(fal.problem(task("a/".repeat(255) + "bc"))).isEmpty();
        assertThat(fal.problem(task("a/".repeat(255) + "bcd"))).isPresent();
    }

    @Test
    void aModelIsAskedForWithAnInputOnly() {
        assertThat(fal.problem(task("fal-ai/x"))).isEmpty();
        assertThat(fal.problem(Played.withInput(task("fal-ai/x"), "7")))
                .contains("input must be an object or a text");
    }

    @Test
    void itsKeysAreKnownToEverybody() {
        assertThat(fal.arrange(upstream, Played.CALLBACK)).isEmpty();
        assertThat(fal.arranged(upstream, Optional.empty())).contains(Arrangement.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://queue.fal.run.example", "https://notfal.run", "http://localhost:1"})
    void whoeverStandsInItsPlaceIsAskedForItsKeys(String base) {
        Upstream other = Played.upstream(UpstreamKind.FAL, base);

        assertThat(fal.arrange(other, Played.CALLBACK).map(Played::line))
                .contains("GET " + base + "/.well-known/jwks.json");
        assertThat(fal.arranged(other, Optional.of(Played.answered(200, "{'keys':[]}")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a secret",
                "ftp://keys.example/jwks.json",
                "{}",
                "{'keys':[]}",
                "{'keys':7}"
            })
    void aSettingThatNamesNoKeysChangesNothing(String setting) {
        assertThat(keysOf(setting)).contains(Arrangement.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    https://keys.example/jwks.json | {'jwks_url':'https://keys.example/jwks.json'}
                    http://127.0.0.1:9000/jwks.json | {'jwks_url':'http://127.0.0.1:9000/jwks.json'}
                    {'keys':[{'kty':'OKP','crv':'Ed25519','x':'11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}]} | {'jwks':{'keys':[{'kty':'OKP','crv':'Ed25519','x':'11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}]}}
                    """)
    void itsKeysMayBeOthers(String setting, String context) {
        assertThat(keysOf(setting))
                .contains(new Arrangement(List.of(), context.replace('\'', '"'), Optional.empty()));
    }

    private Optional<Arrangement> keysOf(String setting) {
        return fal.arranged(
                Played.withSecret(upstream, setting.replace('\'', '"')), Optional.empty());
    }

    @Test
    void whatIsInTheQueueIsUnderWay() {
        assertThat(
                        fal.submitted(
                                task("fal-ai/x"),
                                Played.answered(
                                        200,
                                        "{'request_id':'r1','status':'IN_QUEUE','status_url':'https://evil.example'}")))
                .isEqualTo(new Submitted.Taken("r1", new TaskState.Underway()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    202 | {'status':'IN_QUEUE','queue_position':3}
                    202 | {'status':'IN_PROGRESS','logs':null}
                    200 | {'status':'DREAMING'}
                    200 | {'status':''}
                    """)
    void whatIsNotCompletedIsUnderWay(int status, String body) {
        assertThat(fal.looked(chat, Played.answered(status, body)))
                .isEqualTo(new TaskState.Underway());
    }

    @Test
    void whatIsCompletedIsToBeFetched() {
        assertThat(fal.looked(chat, Played.answered(200, "{'status':'COMPLETED','error':null}")))
                .isEqualTo(new TaskState.Elsewhere());
        assertThat(
                        fal.looked(
                                chat,
                                Played.answered(200, "{'status':'COMPLETED','error':'no GPU'}")))
                .isEqualTo(new TaskState.Failed("the request failed: no GPU"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'output':'Paris','text':'x'}      | Paris
                    {'text':'Paris'}                   | Paris
                    {'output':{'a':1},'content':'Paris'} | Paris
                    {'output':['a']}                   | {"output":["a"]}
                    {'images':[{'url':'https://a'}]}   | {"images":[{"url":"https://a"}]}
                    {}                                 | {}
                    'Paris'                            | Paris
                    ['Pa','ris']                       | Paris
                    []                                 | ``
                    7                                  | 7
                    """)
    void theTextOfAPayload(String payload, String text) {
        assertThat(said(fetched(200, payload))).isEqualTo(text);
        assertThat(said(told("{'request_id':'r1','status':'OK','payload':%s}".formatted(payload))))
                .isEqualTo(text);
    }

    @Test
    void anAnswerHasThePayloadAsItCame() {
        assertThat(Played.text(answer(fetched(200, "{'output':'Paris','n':1.50}")).payload()))
                .isEqualTo(
                        "{'id':'r1','object':'chat.completion','created':0,'model':'fal-ai/any-llm',"
                                + "'choices':[{'index':0,'message':{'role':'assistant','content':'Paris'},"
                                + "'finish_reason':'stop'}],'output':{'output':'Paris','n':1.50}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    422 | {'detail':[{'loc':['body','prompt'],'msg':'field required','type':'x'}]} | the request failed: body.prompt: field required
                    400 | {'detail':'bad image'} | the request failed: bad image
                    413 | <html>                 | the request failed
                    402 | ``                     | the request failed
                    """)
    void whatTheModelRefusedHasFailed(int status, String body, String reason) {
        assertThat(fetched(status, body)).isEqualTo(new TaskState.Failed(reason));
    }

    @Test
    void whoFetchesTooSoonIsToldSo() {
        assertThat(fetched(400, "{'detail':'Request is still in progress'}"))
                .isEqualTo(new TaskState.Underway());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405, 408, 425, 429, 500, 502, 504})
    void whatTheQueueRefusedSaysNothing(int status) {
        var reply = Played.answered(status, "{'detail':'x'}");

        assertThat(fal.fetched(chat, reply)).isEqualTo(new TaskState.Unsaid(reply));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{'output':"})
    void aPayloadThatCannotBeReadSaysNothing(String body) {
        assertThat(fetched(200, body)).isInstanceOf(TaskState.Unsaid.class);
        assertThat(fal.fetched(chat, Played.truncated("{}"))).isInstanceOf(TaskState.Unsaid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'status':'ERROR'}                                        | the request failed
                    {'status':'ERROR','error':'no GPU','payload':null}        | the request failed: no GPU
                    {'status':'ERROR','error':'Invalid status code: 422','payload':{'detail':[{'loc':['body','prompt'],'msg':'field required'}]}} | the request failed: Invalid status code: 422: body.prompt: field required
                    {'status':'ERROR','error':{'message':'no GPU'},'payload':'x'} | the request failed: no GPU
                    """)
    void aCallbackSaysWhyARequestFailed(String callback, String reason) {
        assertThat(told(callback)).isEqualTo(new TaskState.Failed(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'OK','payload':null,'payload_error':'not serializable'}",
                "{'status':'OK','payload':null}",
                "{'status':'OK'}"
            })
    void aCallbackWithoutAPayloadHasItFetched(String callback) {
        assertThat(told(callback)).isEqualTo(new TaskState.Elsewhere());
    }

    @Test
    void aCallbackIsAboutARequest() {
        assertThat(fal.about(Played.json("{'request_id':'r1','gateway_request_id':'g1'}")))
                .contains("r1");
    }
}
