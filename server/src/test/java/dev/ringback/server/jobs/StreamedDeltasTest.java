package dev.ringback.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as model servers really write them, assembled as their clients would. */
class StreamedDeltasTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final StreamRelay.Finish DONE = new StreamRelay.Finish.Done();
    private static final StreamRelay.Finish CLOSED = new StreamRelay.Finish.Closed();

    /**
     * Deltas of one message, and what it is in the end.
     *
     * @param name says what is special about them
     * @param whole the message without its role
     */
    record Deltas(String name, String whole, List<String> deltas) {

        Deltas(String name, String whole, String... deltas) {
            this(name, whole, List.of(deltas));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static JobEnd end(Operation operation, StreamRelay.Finish finish, List<String> data) {
        var assembly = new AnswerAssembly(operation, Room.TAKEN);
        data.forEach(each -> assembly.event(new StreamEvent(Optional.empty(), each), NOW));
        return assembly.end(finish);
    }

    private static JsonObject answer(JobEnd end) {
        return ((JobEnd.Success) end).answer().json();
    }

    private static JsonTree read(String json) {
        return JsonTree.read(Payload.of(json.replace('\'', '"'))).orElseThrow();
    }

    private static String delta(String delta) {
        return "{\"choices\":[{\"index\":0,\"delta\":" + delta.replace('\'', '"') + "}]}";
    }

    private static String calls(String calls) {
        return "{'content':null,'tool_calls':[" + calls + "]}";
    }

    private static String piece(String piece) {
        return "{'tool_calls':[" + piece + "]}";
    }

    private static Stream<Deltas> deltas() {
        String bash = "{'id':'call_1','type':'function','function':{'name':'bash',";
        return Stream.of(
                new Deltas(
                        "empty texts take nothing back",
                        calls(bash + "'arguments':'{\\'a\\':1}'}}").replace("\\'", "\\\""),
                        piece("{'index':0," + bash.substring(1) + "'arguments':''}}"),
                        piece(
                                "{'index':0,'id':'','type':'','function':{'name':'',"
                                        + "'arguments':'{\\\"a\\\"'}}"),
                        "{'role':''}",
                        piece(
                                "{'index':0,'id':null,'function':{'name':null,"
                                        + "'arguments':':1}'}}")),
                new Deltas(
                        "ids open calls at the same index",
                        calls(
                                "{'id':'a','function':{'name':'f','arguments':'{1'}},"
                                        + "{'id':'b','function':{'name':'f','arguments':'{2}'}}"),
                        piece("{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}"),
                        piece("{'index':0,'id':'b','function':{'name':'f','arguments':'{2'}}"),
                        piece("{'index':0,'id':'a','function':{'arguments':'1'}}"),
                        piece("{'index':0,'id':'b','function':{'arguments':'}'}}")),
                new Deltas(
                        "an id that comes later belongs to what is there",
                        calls("{'id':'a','function':{'name':'f','arguments':'{}'}}"),
                        piece("{'index':0,'function':{'name':'f','arguments':'{'}}"),
                        piece("{'index':0,'id':'a','function':{'arguments':'}'}}")),
                new Deltas(
                        "without an index a piece goes on with the last call",
                        calls(
                                "{'id':'a','function':{'name':'f','arguments':'{1}'}},"
                                        + "{'id':'b','function':{'name':'g','arguments':'{2}'}}"),
                        piece("{'id':'a','function':{'name':'f','arguments':'{'}}"),
                        piece("{'function':{'arguments':'1}'}}"),
                        piece("{'id':'b','function':{'name':'g','arguments':'{2'}}"),
                        piece("{'index':null,'function':{'arguments':'}'}}")),
                new Deltas(
                        "without index and id another name is another call",
                        calls(
                                "{'function':{'name':'f','arguments':'{}'}},"
                                        + "{'function':{'name':'g','arguments':'{}'}},"
                                        + "{'function':{'name':'g','arguments':'{}'}}"),
                        piece("{'function':{'name':'f','arguments':'{}'}}"),
                        piece(
                                "{'function':{'name':'g','arguments':'{}'}},"
                                        + "{'function':{'name':'g','arguments':'{}'}}")),
                new Deltas(
                        "arguments that are an object are written down",
                        calls("{'id':'a','function':{'name':'f','arguments':'{\\\"a\\\":1}'}}"),
                        piece("{'index':0,'id':'a','function':{'name':'f','arguments':{}}}"),
                        piece("{'index':0,'function':{'arguments':{'a':1}}}")),
                new Deltas(
                        "an empty object before a text says nothing",
                        calls("{'id':'a','function':{'name':'f','arguments':'[1]'}}"),
                        piece("{'index':0,'id':'a','function':{'name':'f','arguments':{}}}"),
                        piece("{'index':0,'function':{'arguments':'[1]'}}")),
                new Deltas(
                        "calls of other tools grow, too",
                        calls("{'id':'a','type':'custom','custom':{'name':'sh','input':'ls -l'}}"),
                        piece(
                                "{'index':0,'id':'a','type':'custom','custom':{'name':'sh',"
                                        + "'input':'ls'}}"),
                        piece("{'index':0,'custom':{'input':' -l'}}")),
                new Deltas(
                        "a function call of old grows",
                        "{'content':null,'function_call':{'name':'f','arguments':'{1}'}}",
                        "{'function_call':{'name':'f','arguments':''}}",
                        "{'function_call':{'name':'','arguments':'{1'}}",
                        "{'function_call':{'arguments':'}'}}"),
                new Deltas(
                        "texts of any name grow",
                        "{'content':'ab','thoughts':'cd','reasoning':'ef'}",
                        "{'content':'a','thoughts':'c','reasoning':'e'}",
                        "{'content':'','thoughts':null,'reasoning':''}",
                        "{'content':'b','thoughts':'d','reasoning':'f'}"),
                new Deltas(
                        "details of reasoning grow by place and type",
                        "{'content':null,'reasoning_details':["
                                + "{'type':'reasoning.text','index':0,'text':'ab','signature':'s'},"
                                + "{'type':'reasoning.encrypted','index':1,'id':'x','data':'q'},"
                                + "{'type':'reasoning.encrypted','index':1,'id':'y','data':'r'}]}",
                        "{'reasoning_details':[{'type':'reasoning.text','index':0,'text':'a'}]}",
                        "{'reasoning_details':[{'type':'reasoning.encrypted','index':1,'id':'x',"
                                + "'data':'q'}]}",
                        "{'reasoning_details':[{'type':'reasoning.text','index':0,'text':'b',"
                                + "'signature':'s'}]}",
                        "{'reasoning_details':[{'type':'reasoning.encrypted','index':1,'id':'y',"
                                + "'data':'r'}]}"),
                new Deltas(
                        "parts of the content are joined, and a text after them is one of them",
                        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'ab'}]},"
                                + "{'type':'text','text':'cd'}]}",
                        "{'content':[{'type':'thinking','thinking':[{'type':'text',"
                                + "'text':'a'}]}]}",
                        "{'content':[{'type':'thinking','thinking':[{'type':'text',"
                                + "'text':'b'}]}]}",
                        "{'content':'c'}",
                        "{'content':'d'}"),
                new Deltas(
                        "a text before parts is the first of them",
                        "{'content':[{'type':'text','text':'a'},{'type':'image_url',"
                                + "'image_url':{'url':'u'}}]}",
                        "{'content':'a'}",
                        "{'content':[{'type':'image_url','image_url':{'url':'u'}}]}"),
                new Deltas(
                        "lists of what is whole are strung together",
                        "{'content':null,'annotations':[{'type':'url_citation','url_citation':{"
                                + "'url':'a'}},{'type':'url_citation','url_citation':{"
                                + "'url':'b'}}],'token_ids':[1,2,3]}",
                        "{'annotations':[{'type':'url_citation','url_citation':{'url':'a'}}],"
                                + "'token_ids':[1]}",
                        "{'annotations':[{'type':'url_citation','url_citation':{'url':'b'}}],"
                                + "'token_ids':[2,3]}"),
                new Deltas(
                        "what is spoken grows member by member",
                        "{'content':null,'audio':{'id':'au','transcript':'hi','data':'QUJD',"
                                + "'expires_at':7}}",
                        "{'audio':{'id':'au','transcript':'h'}}",
                        "{'audio':{'id':'au','data':'QU','expires_at':6}}",
                        "{'audio':{'transcript':'i','data':'JD','expires_at':7}}"));
    }

    @ParameterizedTest
    @MethodSource("deltas")
    void whatItComesTo(Deltas deltas) {
        List<String> data =
                Stream.concat(
                                deltas.deltas().stream().map(StreamedDeltasTest::delta),
                                Stream.of(
                                        "{\"choices\":[{\"index\":0,\"delta\":{},"
                                                + "\"finish_reason\":\"stop\"}]}"))
                        .toList();
        JsonTree message = answer(end(Operation.CHAT, DONE, data)).find("/choices/0/message");
        assertThat(message).isEqualTo(read("{'role':'assistant'," + deltas.whole().substring(1)));
    }

    private static String chunk(String finish) {
        return "{\"choices\":[{\"index\":0,\"text\":\"Do not \",\"delta\":{\"content\":\"Do not"
                + " \"},\"finish_reason\":"
                + finish
                + "}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAT", "COMPLETIONS"})
    void anEmptyReasonEndsNothingAndReplacesNone(Operation operation) {
        assertThat(end(operation, CLOSED, List.of(chunk("\"\""))))
                .isEqualTo(new JobEnd.Failed(UpstreamReplies.FAILED, UpstreamReplies.CUT_OFF));
        assertThat(
                        answer(end(operation, CLOSED, List.of(chunk("\"stop\""), chunk("\"\""))))
                                .find("/choices/0/finish_reason")
                                .plain())
                .isEqualTo("stop");
        assertThat(
                        answer(end(operation, DONE, List.of(chunk("\"\""))))
                                .find("/choices/0/finish_reason")
                                .isNull())
                .isTrue();
        assertThat(end(operation, CLOSED, List.of())).isInstanceOf(JobEnd.Failed.class);
    }

    private static String envelope(int number) {
        return """
        {"id":"chatcmpl-1","model":"%s","choices":[{"index":0,"delta":{"content":"tok "},\
        "finish_reason":null}],"usage":{"total_tokens":%d}}\
        """
                .formatted("m".repeat(200), number);
    }

    @Test
    void whatChunksRepeatDoesNotCountTowardsTheLongestAnswer() {
        List<String> chunks = IntStream.range(0, 50_000).mapToObj(each -> envelope(each)).toList();
        JsonObject whole = answer(end(Operation.CHAT, DONE, chunks));
        assertThat(whole.find("/choices/0/message/content").plain()).hasSize(200_000);
        assertThat(whole.find("/usage/total_tokens").plain()).isEqualTo("49999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':'%s'}",
                "{'tool_calls':[{'index':0,'function':{'arguments':'%s'}}]}",
                "{'function_call':{'arguments':'%s'}}",
                "{'reasoning_details':[{'type':'reasoning.text','text':'%s'}]}",
                "{'anything':[{'data':'%s'}]}"
            })
    void whateverGrowsCountsInBytes(String delta) {
        // Three bytes each.
        List<String> chunks = List.of(delta(delta.formatted("\u20ac".repeat(1024 * 1024))));
        var assembly = new AnswerAssembly(Operation.CHAT, Room.TAKEN);
        IntStream.range(0, 4)
                .forEach(_ ->
                        assembly.event(new StreamEvent(Optional.empty(), chunks.getFirst()), NOW));
        assertThat(assembly.end(DONE))
                .isEqualTo(new JobEnd.Failed(UpstreamReplies.FAILED, UpstreamReplies.TOO_LONG));
    }

    @Test
    void thereMayBeAsManyChoicesAsFit() {
        List<String> chunks =
                IntStream.range(0, 2_000)
                        .mapToObj(each ->
                                "{\"choices\":[{\"index\":%d,\"text\":\"a\",\"finish_reason\":\"stop\"}]}"
                                        .formatted(each))
                        .toList();
        assertThat(answer(end(Operation.COMPLETIONS, CLOSED, chunks)).at("choices").size())
                .isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":502,\"message\":\"gone\"},\"finish_reason\":\"error\"}",
                "{\"error\":\"gone\"}",
                "{\"finish_reason\":\"error\",\"error\":{\"detail\":\"gone\"}}"
            })
    void anErrorInsideAChoiceIsAFailure(String choice) {
        String chunk = "{\"choices\":[" + choice + "]}";
        assertThat(end(Operation.CHAT, DONE, List.of(delta("{'content':'a'}"), chunk)))
                .isEqualTo(
                        new JobEnd.Failed(
                                UpstreamReplies.FAILED,
                                "upstream reported an error in the stream: gone"));
    }

    @Test
    void eventsOfAnotherKindSayNothing() {
        var assembly = new AnswerAssembly(Operation.CHAT, Room.TAKEN);
        assembly.event(new StreamEvent(Optional.of("ping"), "{\"type\":\"ping\"}"), NOW);
        assembly.event(new StreamEvent(Optional.empty(), "{\"status\":\"queued\"}"), NOW);
        assembly.event(new StreamEvent(Optional.of("keepalive"), "still here"), NOW);
        assembly.event(new StreamEvent(Optional.empty(), chunk("\"stop\"")), NOW);
        JsonObject whole = answer(assembly.end(CLOSED));
        assertThat(whole.has("type") || whole.has("status")).isFalse();
        assertThat(whole.find("/choices/0/message/content").plain()).isEqualTo("Do not ");
    }
}
