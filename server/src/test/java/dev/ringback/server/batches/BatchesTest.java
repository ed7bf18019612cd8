package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Batches from the file to the files. */
class BatchesTest {

    private final StubUpstream stub = StubUpstream.start().plays(Requests.echo());
    private final BatchRig rig = new BatchRig(World.inMemory(), stub);
    private final BatchClient client = rig.client();

    @AfterEach
    void stop() {
        rig.close();
        stub.close();
    }

    private static String counts(JsonNode batch) {
        return batch.path("request_counts").toString();
    }

    private static List<String> texts(List<JsonNode> lines, String member) {
        return lines.stream().map(line -> line.at(member).asString()).toList();
    }

    @Test
    void aBatchGoesFromValidatingToCompletedAndItsAnswersAreAFile() {
        String file = client.upload(Requests.chats(3));
        JsonNode asked =
                client.post(
                                "/v1/batches",
                                """
                                {'input_file_id':'%s','endpoint':'/v1/chat/completions',
                                 'completion_window':'24h','metadata':{'team':'search'}}
                                """
                                        .formatted(file))
                        .expect(200)
                        .json();
        assertThat(asked)
                .hasToString(
                        """
                        {"id":"%s","object":"batch","endpoint":"/v1/chat/completions",\
                        "errors":null,"input_file_id":"%s","completion_window":"24h",\
                        "status":"validating","output_file_id":null,"error_file_id":null,\
                        "created_at":1780315200,"in_progress_at":null,"expires_at":1780401600,\
                        "finalizing_at":null,"completed_at":null,"failed_at":null,\
                        "expired_at":null,"cancelling_at":null,"cancelled_at":null,\
                        "request_counts":{"total":0,"completed":0,"failed":0},\
                        "usage":null,"metadata":{"team":"search"}}\
                        """
                                .formatted(asked.path("id").asString(), file));
        JsonNode done = client.await(asked.path("id").asString(), "completed");
        assertThat(counts(done)).isEqualTo("{\"total\":3,\"completed\":3,\"failed\":0}");
        assertThat(done.path("in_progress_at").asLong()).isEqualTo(1780315200);
        assertThat(done.path("finalizing_at").asLong()).isEqualTo(1780315200);
        assertThat(done.path("completed_at").asLong()).isEqualTo(1780315200);
        assertThat(done.path("error_file_id").isNull()).isTrue();
        List<JsonNode> output = client.lines(done, "output");
        assertThat(texts(output, "/custom_id")).containsExactly("r1", "r2", "r3");
        assertThat(texts(output, "/response/body/choices/0/message/content"))
                .containsExactly("say 1", "say 2", "say 3");
        assertThat(texts(output, "/response/status_code")).containsOnly("200");
        assertThat(output).allMatch(line -> line.path("error").isNull());
        assertThat(texts(output, "/id"))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("batch_req_"));
        JsonNode written = client.get("/v1/files/" + done.path("output_file_id").asString()).json();
        assertThat(written.path("purpose").asString()).isEqualTo("batch_output");
    }

    @Test
    void itsEndIsAnnouncedWithTheBatchItself() {
        String batch = client.batch(client.upload(Requests.chats(1)));
        JsonNode done = client.await(batch, "completed");
        Event event = ended(batch);
        assertThat(event.type()).isEqualTo("batch.completed");
        assertThat(event.subject()).isEqualTo(batch);
        assertThat(event.payload().text()).isEqualTo(done.toString());
        assertThat(lanes(event)).containsExactly("everyone");
    }

    @Test
    void aUrlThatItNamesIsToldAndNobodyElse() {
        String url = "https://hooks.example/batches?token=t";
        String batch =
                client.batch(
                        client.upload(Requests.chats(1)), ",'webhook_url':'%s'".formatted(url));
        client.await(batch, "completed");
        assertThat(lanes(ended(batch)))
                .containsExactly(DirectWebhook.lane(BatchRig.PROJECT, URI.create(url)).value());
    }

    private Event ended(String batch) {
        return rig.world
                .store()
                .event(BatchRig.PROJECT, new EventId(batch + ":ended"))
                .orElseThrow();
    }

    private List<String> lanes(Event event) {
        return rig.world.store().callsOf(BatchRig.PROJECT, event.sequence(), 10).stream()
                .map(call -> call.lane().value())
                .toList();
    }

    @Test
    void whatIsWrongWithALineStandsInTheErrorFileAndStopsNothing() {
        String file =
                client.upload(
                        "garbage\n"
                                + Requests.chat("a", "m", "one")
                                + "\n"
                                + Requests.chat("a", "m", "two")
                                + Requests.chat("b", "nobodys", "three")
                                + Requests.chat("c", "m", "bad luck")
                                + "{\"custom_id\":\"d\",\"method\":\"POST\",\"body\":{}}\n"
                                + Requests.chat("é\"\\u0001", "m", "last").strip());
        JsonNode done = client.await(client.batch(file), "completed");
        assertThat(texts(client.lines(done, "output"), "/custom_id"))
                .containsExactly("a", "é\"\\u0001");
        assertThat(counts(done)).isEqualTo("{\"total\":7,\"completed\":2,\"failed\":5}");
        List<JsonNode> errors = client.lines(done, "error");
        assertThat(texts(errors, "/custom_id")).containsExactly("", "a", "b", "c", "d");
        assertThat(errors.getFirst().path("custom_id").isNull()).isTrue();
        assertThat(errors.getFirst().path("response").isNull()).isTrue();
        assertThat(errors.getFirst().at("/error/code").asString()).isEqualTo("invalid_json");
        assertThat(errors.getFirst().at("/error/line").asString()).isEqualTo("1");
        List<JsonNode> refused = errors.subList(1, errors.size());
        assertThat(refused).allMatch(line -> line.path("error").isNull());
        assertThat(texts(refused, "/response/status_code"))
                .containsExactly("400", "404", "400", "400");
        assertThat(texts(refused, "/response/body/error/code"))
                .containsExactly(
                        "invalid_value", "model_not_found", "", "missing_required_parameter");
        assertThat(texts(refused, "/response/body/error/param"))
                .containsExactly("custom_id", "body.model", "", "body.model");
        assertThat(texts(refused, "/response/body/error/line")).containsExactly("4", "5", "", "7");
        assertThat(texts(refused, "/response/body/error/message")).contains("bad luck");
        assertThat(stub.asked()).hasSize(3);
    }

    /** What is said in the error of a line, or in that of its response. */
    private static List<String> said(List<JsonNode> lines, String member) {
        return lines.stream()
                .map(line ->
                        line.path("response").isNull()
                                ? line.at("/error/" + member)
                                : line.at("/response/body/error/" + member))
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void aLineCallsNobodyWhateverItsMetadataSays() {
        String line = Requests.chat("a", "m", "x");
        String calling = line.replace("}}", "},\"metadata\":{\"webhook_id\":\"AhALzdz8S\"}}");
        assertThat(calling).isNotEqualTo(line);
        client.lines(client.await(client.batch(client.upload(calling)), "completed"), "output");
        assertThat(stub.asked().getFirst().body().text()).doesNotContain("metadata");
        CallQuery deliveries = CallQuery.of(BatchRig.PROJECT, "delivery", 100);
        assertThat(rig.world.store().calls(deliveries).entries()).hasSize(1);
    }

    /** A line that nobody could read must not hold up its batch for ever. */
    @Test
    void linesThatAreMadeToBreakReadersAreRefusedOneByOne() {
        String message = "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        String line = "{\"custom_id\":\"%s\",\"method\":\"POST\",\"body\":{%s,\"x\":%s}%s}\r\n";
        String deep = "[".repeat(2_000) + "]".repeat(2_000);
        String lines =
                line.formatted("half \\ud800", message, "1", "")
                        + line.formatted("deep", message, deep, "")
                        + line.formatted("deep beside", message, "1", ",\"y\":" + deep)
                        + line.formatted("many", message, "[" + "1,".repeat(1_100_000) + "1]", "")
                        + line.formatted("digits", message, "1".repeat(2_000), "")
                        + line.formatted("far", message, "1e999999999", "")
                        + line.formatted("twice", message, "1,\"x\":2", "")
                        + line.formatted("i".repeat(100_000), message, "1", "")
                        + line.formatted("null \u0000", message, "1", "")
                        + "[".repeat(100_000)
                        + "\n\n \r\n"
                        + line.formatted("last", message, "1", "").strip();
        JsonNode done = client.await(client.batch(client.upload(lines)), "completed");
        assertThat(texts(client.lines(done, "output"), "/custom_id"))
                .containsExactly("half \ud800", "far", "last");
        List<JsonNode> errors = client.lines(done, "error");
        assertThat(said(errors, "line")).containsExactly("2", "3", "4", "5", "7", "8", "9", "10");
        assertThat(said(errors, "code"))
                .containsExactly(
                        "invalid_json",
                        "invalid_json",
                        "too_complex",
                        "invalid_json",
                        "invalid_json",
                        "invalid_value",
                        "invalid_json",
                        "invalid_json");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/completions,'{\"model\":\"m\",\"prompt\":\"x\"}',/choices/0/text",
        "/v1/embeddings,'{\"model\":\"m\",\"input\":\"x\"}',/data/0/object",
        "/v1/responses,'{\"model\":\"m\",\"input\":\"x\",\"background\":true}',/object"
    })
    void everyEndpointHasBatches(String endpoint, String body, String there) {
        String line = "{\"custom_id\":\"a\",\"method\":\"POST\",\"body\":%s}".formatted(body);
        String batch = client.batch(client.upload(line), ",'endpoint':'%s'".formatted(endpoint));
        List<JsonNode> output = client.lines(client.await(batch, "completed"), "output");
        assertThat(output.getFirst().at("/response/body" + there).isMissingNode()).isFalse();
        assertThat(stub.asked().getFirst().path()).isEqualTo(endpoint);
        assertThat(stub.asked().getFirst().json().at("background").text()).isEmpty();
    }

    @Test
    void theUpstreamGetsTheBodyByteForByteWhereverItLiesInTheFile() {
        String long1 = "x".repeat(200_000);
        String long2 = "y".repeat(400_000);
        String file =
                client.upload(
                        Requests.chat("a", "m", long1)
                                + Requests.chat("b", "m", long2)
                                + Requests.chat("c", "m", "z"));
        client.await(client.batch(file), "completed");
        assertThat(stub.asked().stream().map(Requests::said))
                .containsExactlyInAnyOrder(long1, long2, "z");
    }

    @Test
    void itsFilesGoWhenItSaidAndNoLaterThanItsLines() {
        String input = client.upload(Requests.chats(1));
        String kept = ",'output_expires_after':{'anchor':'created_at','seconds':%d}";
        String brief = client.batch(input, kept.formatted(3_600));
        String lasting = client.batch(input, kept.formatted(2_592_000));
        assertThat(lifetime(brief)).isEqualTo(Duration.ofHours(1));
        assertThat(lifetime(lasting)).isEqualTo(BatchRig.RETENTION);
        String path = "/v1/files/" + client.show(brief).path("output_file_id").asString();
        rig.world.time().advance(Duration.ofHours(1));
        client.get(path).expect(404);
        client.get(path + "/content").expect(404);
        client.lines(client.show(lasting), "output");
    }

    private Duration lifetime(String batch) {
        JsonNode ended = client.await(batch, "completed");
        String id = ended.path("output_file_id").asString();
        JsonNode file = client.get("/v1/files/" + id).expect(200).json();
        return Duration.ofSeconds(
                file.path("expires_at").asLong() - file.path("created_at").asLong());
    }

    @Test
    void aFileWithoutLinesFailsTheBatch() {
        JsonNode failed = client.await(client.batch(client.upload("\n \n")), "failed");
        assertThat(failed.path("errors").toString())
                .isEqualTo(
                        """
                        {"object":"list","data":[{"code":"empty_file","message":\
                        "The input file has no lines.","param":null,"line":null}]}\
                        """);
        assertThat(failed.path("failed_at").isNull()).isFalse();
        assertThat(ended(failed.path("id").asString()).type()).isEqualTo("batch.failed");
    }

    @Test
    void aFileWithTooManyLinesFailsTheBatchBeforeAnythingRuns() {
        JsonNode failed =
                client.await(client.batch(client.upload("{}\n".repeat(50_001))), "failed");
        assertThat(failed.at("/errors/data/0/code").asString()).isEqualTo("too_many_lines");
        assertThat(failed.at("/errors/data/0/line").asInt()).isEqualTo(50_001);
        assertThat(failed.path("error_file_id").isNull()).isTrue();
    }

    @Test
    void aFileThatIsNotThereOrNotForBatchesOrEmptyIsRefused() {
        String other = client.upload("user_data", Requests.chats(1)).id();
        String empty = client.upload("");
        String theirs = rig.client("b").upload(Requests.chats(1));
        for (String file : List.of("file-0000000000001", "no id at all", other, empty, theirs)) {
            BatchClient.Answer answer =
                    client.post("/v1/batches", "{'input_file_id':'%s'}".formatted(file));
            assertThat(answer.expect(400).error("param")).isEqualTo("input_file_id");
        }
        assertThat(client.get("/v1/batches").json().path("data").size()).isZero();
    }

    @Test
    void aUrlThatMustNotBeCalledIsRefused() {
        String body =
                "{'input_file_id':'%s','webhook_url':'ftp://x'}".formatted(client.upload("{}"));
        assertThat(client.post("/v1/batches", body).expect(400).error("param"))
                .isEqualTo("webhook_url");
    }

    @Test
    void aSubmitMayWaitForTheEnd() {
        String file = client.upload(Requests.chats(2));
        JsonNode done =
                client.post("/v1/batches?wait=1m", "{'input_file_id':'%s'}".formatted(file))
                        .expect(200)
                        .json();
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.at("/request_counts/completed").asInt()).isEqualTo(2);
        assertThat(client.post("/v1/batches?wait=x", "{}").expect(400).error("param"))
                .isEqualTo("wait");
    }

    @Test
    void batchesAreListedTheNewestFirst() {
        String file = client.upload(Requests.chats(1));
        List<String> ids = IntStream.range(0, 3).mapToObj(_ -> client.batch(file)).toList();
        JsonNode page = client.get("/v1/batches?limit=2").expect(200).json();
        assertThat(texts(page.path("data").valueStream().toList(), "/id"))
                .containsExactly(ids.get(2), ids.get(1));
        assertThat(page.path("has_more").asBoolean()).isTrue();
        assertThat(page.path("first_id").asString()).isEqualTo(ids.get(2));
        JsonNode rest = client.get("/v1/batches?after=" + ids.get(1)).expect(200).json();
        assertThat(texts(rest.path("data").valueStream().toList(), "/id"))
                .containsExactly(ids.get(0));
        assertThat(rest.path("has_more").asBoolean()).isFalse();
        for (String wrong : List.of("limit=0", "limit=101", "limit=x", "after=x")) {
            assertThat(client.get("/v1/batches?" + wrong).expect(400).error("param"))
                    .isEqualTo(wrong.split("=")[0]);
        }
    }

    @Test
    void anotherProjectSeesNothing() {
        String batch = client.batch(client.upload(Requests.chats(1)));
        client.await(batch, "completed");
        BatchClient other = rig.client("b");
        other.get("/v1/batches/" + batch).expect(404);
        other.post("/v1/batches/" + batch + "/cancel", "{}").expect(404);
        JsonNode none = other.get("/v1/batches").expect(200).json();
        assertThat(none)
                .hasToString(
                        """
                        {"object":"list","data":[],"first_id":null,"last_id":null,\
                        "has_more":false}\
                        """);
        client.get("/v1/batches/batch_nonsense").expect(404);
    }
}
