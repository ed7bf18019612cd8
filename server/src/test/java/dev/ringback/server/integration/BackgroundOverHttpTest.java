package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.Verification;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's background mode, with a model server that is a stub and has one place. */
class BackgroundOverHttpTest {

    private static final String RESPONSES = "/v1/responses";

    private final StubUpstream stub = StubUpstream.start();
    private final Ringback ringback = Ringback.start(flags(stub));
    private final Tenant tenant = ringback.tenant();
    private final Api api = tenant.api();

    private static Map<String, List<String>> flags(StubUpstream stub) {
        Map<String, List<String>> flags = Ringback.asking(stub);
        flags.put("upstream-concurrency", List.of("stub=1"));
        flags.put("upstream-retries", List.of("stub=none"));
        return flags;
    }

    @AfterEach
    void stop() {
        ringback.close();
        stub.close();
    }

    private static String question(String metadata) {
        return "{'model':'m','input':'Capital of France?','background':true,'metadata':"
                + metadata
                + "}";
    }

    private Answer submit() {
        return api.post(RESPONSES, question("{'custom_id':'r-1'}")).expect(200);
    }

    private Answer shown(String id) {
        return api.get(RESPONSES + "/" + id).expect(200);
    }

    private Answer ended(String id, String status) {
        Tenant.until("it is " + status, () -> shown(id).text("status").equals(status));
        return shown(id);
    }

    private Answer cancel(String id) {
        return api.post(RESPONSES + "/" + id + "/cancel", "").expect(200);
    }

    private List<String> types() {
        return api.get("/api/v1/events")
                .expect(200)
                .json()
                .path("data")
                .valueStream()
                .map(event -> event.path("type").asString())
                .filter(type -> type.startsWith("response."))
                .toList();
    }

    @Test
    void aResponseIsQueuedThenInProgressThenCompletedAsTheUpstreamAnswered() {
        var go = new CountDownLatch(1);
        stub.plays(Script.after(go, Script.says("Paris")));
        Answer first = submit();
        assertThat(first.text("id")).matches("resp_[0-9a-f]{32}");
        assertThat(first.text("object")).isEqualTo("response");
        assertThat(first.text("status")).isEqualTo("queued");
        assertThat(first.json().path("output").size()).isZero();
        Tenant.until("it runs", () -> stub.underWay() == 1);
        String second = submit().text("id");
        assertThat(shown(second).text("status")).isEqualTo("queued");

        String id = first.text("id");
        assertThat(shown(id).text("status")).isEqualTo("in_progress");
        go.countDown();
        JsonNode done = ended(id, "completed").json();
        assertThat(done.path("id").asString()).isEqualTo(id);
        assertThat(done.path("background").asBoolean()).isTrue();
        assertThat(done.at("/output/0/content/0/text").asString()).isEqualTo("Paris");
        assertThat(done.at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(done.at("/metadata/custom_id").asString()).isEqualTo("r-1");
        ended(second, "completed");
        assertThat(stub.asked().getFirst().body().text())
                .isEqualTo(
                        "{\"model\":\"m\",\"input\":\"Capital of France?\","
                                + "\"metadata\":{\"custom_id\":\"r-1\"}}");
    }

    @Test
    void theNamedWebhookIsToldThinInOpenAisFormatAndWholeInOthers() {
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var bystander = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver, "{'format':'openai'}");
            tenant.hook(bystander);
            String id =
                    api.post(RESPONSES, question("{'webhook_id':'" + hook.id() + "'}"))
                            .expect(200)
                            .text("id");
            Received received = receiver.await(1).getFirst();
            assertThat(hook.verify(received)).isInstanceOf(Verification.Verified.class);
            JsonNode thin = Answer.JSON.readTree(received.body().bytes());
            assertThat(thin.path("type").asString()).isEqualTo("response.completed");
            assertThat(thin.path("data").toString()).isEqualTo("{\"id\":\"" + id + "\"}");
            assertThat(shown(id).json().path("metadata").size()).isZero();
            assertThat(stub.asked().getFirst().body().text()).doesNotContain("webhook_id");
            assertThat(bystander.connections()).isZero();
        }
    }

    @Test
    void whoSubscribesIsToldWhatPollingShows() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(receiver, "{'event_types':['response.*']}");
            String id = submit().text("id");
            Received received = receiver.await(1).getFirst();
            assertThat(received.body().text())
                    .startsWith("{\"type\":\"response.completed\"")
                    .endsWith("\"data\":" + shown(id).body().text() + "}");
        }
    }

    @Test
    void whoWaitsGetsTheAnswerIfItComesInTime() {
        Answer quick = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200);
        assertThat(quick.text("status")).isEqualTo("completed");
        assertThat(quick.body().text()).isEqualTo(shown(quick.text("id")).body().text());
        stub.plays(Script.silence());
        Answer slow = api.post(RESPONSES + "?wait=50ms", question("{}")).expect(200);
        assertThat(slow.text("status")).isEqualTo("queued");
        cancel(slow.text("id"));
        Answer wrong = api.post(RESPONSES + "?wait=soon", question("{}")).expect(400);
        assertThat(wrong.json().at("/error/param").asString()).isEqualTo("wait");
    }

    @Test
    void cancellingOneThatRunsHangsUpOnTheUpstream() {
        stub.plays(Script.silence());
        String id = submit().text("id");
        Tenant.until("it runs", () -> stub.underWay() == 1);
        Answer cancelled = cancel(id);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
        Tenant.until("the upstream sees it", () -> stub.partings() == 1);
        assertThat(cancel(id).body().text()).isEqualTo(cancelled.body().text());
        assertThat(shown(id).body().text()).isEqualTo(cancelled.body().text());
        assertThat(types()).containsExactly("response.cancelled");
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void cancellingOneThatIsQueuedMeansThatTheUpstreamIsNeverAsked() {
        stub.plays(Script.silence());
        String running = submit().text("id");
        Tenant.until("it runs", () -> stub.underWay() == 1);
        String queued = submit().text("id");
        assertThat(cancel(queued).text("status")).isEqualTo("cancelled");
        cancel(running);
        Tenant.until("nothing is under way", () -> stub.underWay() == 0);
        assertThat(types()).containsExactly("response.cancelled", "response.cancelled");
        assertThat(stub.asked()).hasSize(1);
    }

    @Test
    void oneThatHasEndedStaysAsItIsWhenItIsCancelled() {
        Answer done = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200);
        assertThat(cancel(done.text("id")).body().text()).isEqualTo(done.body().text());
        assertThat(types()).containsExactly("response.completed");
    }

    private JsonNode failed(Script script) {
        stub.plays(script);
        Answer failed = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.body().text()).isEqualTo(shown(failed.text("id")).body().text());
        return failed.json().path("error");
    }

    @Test
    void aFailureSaysWhy() {
        assertThat(failed(Script.error(404, "no such path")).path("message").asString())
                .isEqualTo("upstream answered 404: no such path");
        assertThat(stub.asked()).hasSize(1);
        assertThat(failed(Script.error(500, "out of memory")).path("message").asString())
                .startsWith("upstream answered 500")
                .endsWith(": out of memory");
        assertThat(failed(Script.garbage()).path("message").asString())
                .contains("upstream answered something that is not a response");
        assertThat(failed(Script.hangUp()).path("message").asString()).contains("upstream: ");
        assertThat(failed(Script.hangUp()).path("code").asString()).isEqualTo("server_error");
        assertThat(types()).containsOnly("response.failed");
    }

    @Test
    void whatTheUpstreamLeftUnfinishedIsIncomplete() {
        stub.plays(
                Script.json(
                        200,
                        """
                        {"id":"resp_1","object":"response","status":"incomplete","output":[],\
                        "incomplete_details":{"reason":"max_output_tokens"}}\
                        """));
        Answer answer = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200);
        assertThat(answer.text("status")).isEqualTo("incomplete");
        assertThat(answer.json().at("/incomplete_details/reason").asString())
                .isEqualTo("max_output_tokens");
        assertThat(types()).containsExactly("response.incomplete");
    }

    @Test
    void anIdThatWasNeverGivenIsNotFound() {
        String id = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200).text("id");
        String generation = api.post("/v1/slow/responses", "{'model':'m','input':'hi'}").text("id");
        for (String unknown : List.of("resp_0", id + ":ended", "a%20b", generation)) {
            Answer shown = api.get(RESPONSES + "/" + unknown).expect(404);
            assertThat(shown.json().at("/error/code").asString()).isEqualTo("response_not_found");
            nothingIsAt(RESPONSES + "/" + unknown, api);
        }
        nothingIsAt(RESPONSES + "/" + id, ringback.tenant().api());
    }

    private static void nothingIsAt(String path, Api api) {
        api.get(path).expect(404);
        api.get(path + "?stream=true").expect(404);
        api.get(path + "/input_items").expect(404);
        api.post(path + "/cancel", "").expect(404);
        api.delete(path).expect(404);
    }

    @Test
    void oneThatIsDeletedIsNotFoundAnyMore() {
        String id = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200).text("id");
        assertThat(api.delete(RESPONSES + "/" + id).expect(200).body().text())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}");
        nothingIsAt(RESPONSES + "/" + id, api);
        assertThat(types()).containsExactly("response.completed");
    }

    @Test
    void oneThatIsDeletedWhileItRunsIsCalledOffFirst() {
        stub.plays(Script.silence());
        String id = submit().text("id");
        Tenant.until("it runs", () -> stub.underWay() == 1);
        api.delete(RESPONSES + "/" + id).expect(200);
        Tenant.until("the upstream sees it", () -> stub.partings() == 1);
        nothingIsAt(RESPONSES + "/" + id, api);
        assertThat(types()).containsExactly("response.cancelled");
    }

    @Test
    void theItemsOfTheInputArePagedAndKeepTheirIds() {
        String text = submit().text("id");
        JsonNode alone = items(text, "").path("data");
        assertThat(alone.size()).isEqualTo(1);
        assertThat(alone.at("/0/content/0/text").asString()).isEqualTo("Capital of France?");
        assertThat(items(text, "").toString()).isEqualTo(items(text, "?order=asc").toString());
        String asked =
                """
                {'model':'m','background':true,'input':[{'role':'user','content':'a'},
                {'role':'assistant','content':'b'},{'role':'user','content':'c'}]}
                """;
        String id = api.post(RESPONSES, asked).expect(200).text("id");
        JsonNode first = items(id, "?limit=2");
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.at("/data/0/content/0/text").asString()).isEqualTo("c");
        JsonNode rest = items(id, "?limit=2&after=" + first.path("last_id").asString());
        assertThat(rest.path("has_more").asBoolean()).isFalse();
        assertThat(rest.at("/data/0/content/0/text").asString()).isEqualTo("a");
        for (String wrong : List.of("limit=0", "order=up", "after=msg_none")) {
            Answer refused = api.get(RESPONSES + "/" + id + "/input_items?" + wrong).expect(400);
            assertThat(wrong).startsWith(refused.json().at("/error/param").asString());
        }
    }

    private JsonNode items(String id, String query) {
        return api.get(RESPONSES + "/" + id + "/input_items" + query).expect(200).json();
    }

    @Test
    void whatGoesOnFromAResponseIsAskedWithAllThatWasSaidBefore() {
        String first = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200).text("id");
        String more = "{'model':'m','input':'And of Spain?','previous_response_id':'%s'%s}";
        Answer second =
                api.post(RESPONSES + "?wait=30s", more.formatted(first, ",'background':true"))
                        .expect(200);
        assertThat(second.text("previous_response_id")).isEqualTo(first);
        assertThat(said(1)).containsExactly("Capital of France?", "Paris", "And of Spain?");
        api.post(RESPONSES, more.formatted(second.text("id"), "")).expect(200);
        assertThat(said(2))
                .containsExactly(
                        "Capital of France?", "Paris", "And of Spain?", "Paris", "And of Spain?");
        assertThat(stub.asked().getLast().body().text()).doesNotContain("previous_response_id");
        assertThat(items(second.text("id"), "").path("data").size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void itemsThatTheModelServerHasNotKeptAreNotNamedToIt(boolean before, boolean now) {
        stub.plays(
                Script.json(
                        200,
                        """
                        {"id":"resp_1","object":"response","status":"completed","output":[\
                        {"type":"reasoning","id":"rs_1","summary":[]},\
                        {"type":"reasoning","id":"rs_2","encrypted_content":"c","summary":[]},\
                        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f",\
                        "arguments":"{}"},{"type":"message","id":"msg_1","role":"assistant",\
                        "content":[{"type":"output_text","text":"Paris"}]}]}\
                        """));
        String asked = "{'model':'m','input':'Capital?','background':true,'store':%s%s}";
        String first = api.post(RESPONSES + "?wait=30s", asked.formatted(before, "")).text("id");
        String more = ",'previous_response_id':'" + first + "'";
        api.post(RESPONSES + "?wait=30s", asked.formatted(now, more)).expect(200);
        String input =
                Answer.JSON
                        .readTree(stub.asked().getLast().body().bytes())
                        .path("input")
                        .toString();
        assertThat(input)
                .contains("\"call_id\":\"call_1\"", "\"encrypted_content\":\"c\"", "Paris");
        if (before && now) {
            assertThat(input).contains("rs_1", "rs_2", "fc_1", "msg_1");
        } else {
            assertThat(input)
                    .doesNotContain(
                            "rs_1",
                            "rs_2",
                            "fc_1",
                            "msg_1",
                            "\"summary\":[]},{\"type\":\"reasoning\"");
        }
    }

    @Test
    void aResponseWhoseWebhookWasToldCanBeGoneOnFromByTheIdThatTheClientHas() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = tenant.hook(receiver);
            String asked = "{'model':'m','input':'Capital of France?','webhook_id':'";
            String id = api.post(RESPONSES, asked + hook.id() + "'}").expect(200).text("id");
            String more = "{'model':'m','input':'And of Spain?','previous_response_id':'";
            api.post(RESPONSES, more + id + "'}").expect(200);
            assertThat(said(1)).containsExactly("Capital of France?", "Paris", "And of Spain?");
        }
    }

    /** The texts of the input that the upstream was asked with. */
    private List<String> said(int request) {
        JsonNode asked = Answer.JSON.readTree(stub.asked().get(request).body().bytes());
        return asked.path("input")
                .valueStream()
                .map(item -> item.path("content"))
                .map(content -> content.isString() ? content : content.at("/0/text"))
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void anIdThatIsNotOursGoesToTheUpstreamAndOneWithoutAnAnswerIsRefused() {
        String theirs = "resp_" + "0".repeat(32);
        String more = "{'model':'m','input':'hi','previous_response_id':'%s'}";
        api.post(RESPONSES, more.formatted(theirs)).expect(200);
        assertThat(stub.asked().getFirst().body().text()).contains(theirs);
        String id = api.post(RESPONSES + "?wait=30s", question("{}")).expect(200).text("id");
        ringback.tenant().api().post(RESPONSES, more.formatted(id)).expect(200);
        assertThat(stub.asked().getLast().body().text()).contains(id);
        stub.plays(Script.silence());
        String running = submit().text("id");
        Answer refused = api.post(RESPONSES, more.formatted(running)).expect(400);
        assertThat(refused.json().at("/error/param").asString()).isEqualTo("previous_response_id");
        cancel(running);
    }

    @Test
    void withoutBackgroundTheResponsePassesThrough() {
        Answer answer =
                api.post(RESPONSES, "{'model':'m','input':'hi','background':false}").expect(200);
        assertThat(answer.text("id")).isEqualTo("resp_1");
        assertThat(stub.asked().getFirst().body().text())
                .isEqualTo("{\"model\":\"m\",\"input\":\"hi\"}");
        assertThat(types()).isEmpty();
    }
}
