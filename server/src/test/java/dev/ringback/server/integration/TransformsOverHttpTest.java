package dev.ringback.server.integration;

import static dev.ringback.server.integration.ReceivingSite.PAID;
import static dev.ringback.server.integration.ReceivingSite.SECRET;
import static dev.ringback.server.integration.ReceivingSite.path;
import static dev.ringback.server.integration.ReceivingSite.sender;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Sources whose transforms say which events become of a request. */
class TransformsOverHttpTest {

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AutoClose
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    private JsonNode newest() {
        return site.event(site.events("").path(0));
    }

    @Test
    void aTransformWordsTheEventAndTheOriginalIsKept() {
        site.tenant().hook(receiver, "{'event_types':['billing.paid']}");
        Answer source =
                site.transforming(
                        "function transform(evt, headers, query, raw) { return {name:"
                                + " `billing.paid`, data: {object: evt.data.object.id, signed:"
                                + " `Stripe-Signature` in headers, query, length: raw.length},"
                                + " ts: 1700000000000} }");
        WebhookSender sender = sender(source);
        assertThat(sender.with(source.text("url") + "?a=1&a=2", SECRET).send(PAID).status())
                .isEqualTo(200);

        String expected =
                "{\"object\":\"in_1\",\"signed\":true,\"query\":{\"a\":[\"1\",\"2\"]},\"length\":%d}"
                        .formatted(PAID.length());
        assertThat(receiver.await(1).getFirst().body().text()).contains(expected);
        JsonNode event = newest();
        assertThat(event.path("timestamp").asString()).isEqualTo("2023-11-14T22:13:20.000Z");
        assertThat(event.path("idempotency_key").asString()).isEqualTo("evt_1");
        assertThat(event.path("arrival").path("body_base64").asString())
                .isEqualTo(Base64.getEncoder().encodeToString(Api.quoted(PAID).getBytes(UTF_8)));
    }

    @Test
    void anArrayMakesSeveralEventsAndARepetitionMakesNone() {
        site.tenant().hook(receiver, "{'event_types':['part.*']}");
        Answer source =
                site.transforming(
                        "function transform(e) { return [1,2,3].map(n => ({name: `part.p` + n,"
                                + " data: {n}})) }");
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(source).send(PAID.replace("evt_1", "evt_2")).status()).isEqualTo(200);

        Eventually.until("both requests are delivered", () -> receiver.received().size() == 6);
        assertThat(site.types())
                .containsExactly(
                        "part.p3", "part.p2", "part.p1", "part.p1", "part.p3", "part.p2",
                        "part.p1");
        assertThat(keys())
                .containsExactly(
                        "evt_2#2", "evt_2#1", "evt_2#0", "evt_1#0", "evt_1#2", "evt_1#1",
                        "evt_1#0");
    }

    private List<String> keys() {
        return StreamSupport.stream(site.events("").spliterator(), false)
                .map(each -> each.path("idempotency_key").asString())
                .toList();
    }

    @Test
    void ofSeveralEventsOfARequestAFilterLetsSomeThroughAndTheOthersAreKept() {
        site.tenant().hook(receiver, "{'event_types':['part.*']}");
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['%s'],'filter':'data.n == 2','transform':"
                                        .formatted(SECRET)
                                + "'function transform(e) { return [1,2,3].map(n => ({name:"
                                + " `part.p` + n, data: {n}})) }'}");
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);

        assertThat(receiver.await(1).getFirst().body().text()).contains("part.p2");
        assertThat(site.types()).containsExactlyInAnyOrder("part.p1", "part.p2", "part.p3");
    }

    @Test
    void anIdMakesARequestWithoutAKeyKnown() {
        Answer source =
                site.source(
                        "{'provider':'custom','scheme':{'family':'none'},'transform':"
                                + "'function transform(e) { return {name: `a.b`, data: e, id: e.id}"
                                + " }'}");
        for (int i = 0; i < 3; i++) {
            WebhookSender.bare("POST", source.text("url"), "{\"id\":\"one\"}");
        }
        JsonNode events = site.events("");
        assertThat(events).hasSize(3);
        String first = events.path(2).path("id").asString();
        assertThat(events.path(0).path("duplicate_of").asString()).isEqualTo(first);
        assertThat(events.path(1).path("duplicate_of").asString()).isEqualTo(first);
        assertThat(events.path(2).has("duplicate_of")).isFalse();
    }

    @Test
    void inngestsRoutesMakeWebhooksThatVerifyNothing() {
        Answer made = site.api().post("/v1/webhooks", "{'name':'mine'}").expect(201);
        assertThat(made.json().path("data").path("url").asString()).isEqualTo(made.text("url"));
        WebhookSender.bare("POST", made.text("url"), "{\"a\":1}");
        String script = "function transform(e) { return {name: `x/y`, data: {b: e.a}} }";
        String one = "/v1/webhooks/" + made.text("id");
        Payload put = Payload.of(Api.quoted("{'transform':'" + script + "'}"));
        assertThat(site.api().call("PUT", one, put).expect(200).text("transform"))
                .isEqualTo(script);
        WebhookSender.bare("POST", made.text("url"), "{\"a\":2}");

        assertThat(site.types()).containsExactly("x/y", "webhook/request.received");
        assertThat(newest().path("data").path("b").intValue()).isEqualTo(2);
        site.source("{'provider':'redis','queue':{'url':'redis://127.0.0.1:1','stream':'s'}}");
        assertThat(site.api().get("/v1/webhooks").json().path("data")).hasSize(1);
        assertThat(site.api().get(one).expect(200).text("name")).isEqualTo("mine");
        site.api().delete(one).expect(204);
        site.api().get(one).expect(404);
    }

    @Test
    void whatDoesNotFitTheSchemaIsRejectedAndTakenInOnceItDoes() {
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['%s'],'schema':{'stripe/invoice.*':"
                                        .formatted(SECRET)
                                + "{'required':['total'],'properties':{'total':{'type':'integer'}}}}}");
        assertThat(sender(source).send(PAID).status()).isEqualTo(400);
        String priced = PAID.replace("'type'", "'total':'x','type'");
        assertThat(sender(source).send(priced).status()).isEqualTo(400);
        assertThat(sender(source).send(priced.replace("'x'", "7")).status()).isEqualTo(200);
        assertThat(sender(source).send(PAID.replace("invoice", "payout")).status()).isEqualTo(200);

        assertThat(site.reasons(source)).containsExactly("schema", "schema");
        assertThat(site.rejected(source).path(0).path("detail").asString()).contains("/total");
        String accept = path(source) + "/rejected/accept";
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":0}");
        assertThat(site.reasons(source)).hasSize(2);
        site.api().patch(path(source), "{'schema':null}").expect(200);
        assertThat(site.api().post(accept, "{}").body().text()).isEqualTo("{\"accepted\":2}");
        assertThat(
                        site.api()
                                .patch(path(source), "{'schema':{'type':'nonsense'}}")
                                .expect(422)
                                .faultyFields())
                .containsExactly("schema");
    }

    @Test
    void nullDropsARequest() {
        Answer source = site.transforming("function transform() { return null }");
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(site.events("")).isEmpty();
        assertThat(site.reasons(source)).isEmpty();
    }

    @Test
    void whatATransformFailsAtIsKeptAsItCameAndGoesToNobody() {
        site.tenant().hook(receiver, "{'event_types':['*']}");
        for (String body :
                List.of(
                        "throw new Error(`no`)",
                        "return 7",
                        "return {name: `bad name!`, data: {}}",
                        "return {name: `inngest/function.failed`, data: {}}",
                        "for (;;) {}",
                        "return transform()",
                        "const a = []; for (;;) a.push(new Array(1000).fill(1))")) {
            Answer source = site.transforming("function transform() { " + body + " }");
            assertThat(sender(source).send(PAID).status()).as(body).isEqualTo(200);
            JsonNode event = newest();
            assertThat(event.path("transform_error").asString()).as(body).isNotEmpty();
            assertThat(event.path("type").asString()).isEqualTo("stripe/invoice.paid");
            assertThat(event.path("data").path("id").asString()).isEqualTo("evt_1");
            assertThat(event.path("deliveries").path("waiting").intValue()).isZero();
        }
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void aScriptThatCannotBeIsRefusedWithItsPlace() {
        for (String script : List.of("function transform( {", "let a = 1", "var transform = 7")) {
            Answer answer =
                    site.api()
                            .post(
                                    "/api/v1/sources",
                                    "{'provider':'github','transform':'" + script + "'}")
                            .expect(422);
            assertThat(answer.faultyFields()).containsExactly("transform");
        }
    }

    @Test
    void versionsAreKeptAndCountedOn() {
        Answer source =
                site.transforming("function transform(e) { return {name: `one`, data: e} }");
        String two = "{'transform':'function transform(e) { return {name: `two`, data: e} }'}";
        assertThat(site.api().patch(path(source), two).json().path("transform_version").intValue())
                .isEqualTo(2);
        assertThat(site.api().patch(path(source), two).json().path("transform_version").intValue())
                .isEqualTo(2);
        site.api().patch(path(source), "{'transform':null}").expect(200);
        site.api().patch(path(source), "{'name':'other'}").expect(200);
        Answer third = site.api().patch(path(source), two).expect(200);
        assertThat(third.json().path("transform_version").intValue()).isEqualTo(3);

        JsonNode versions = site.api().get(path(source) + "/transforms").json().path("data");
        assertThat(versions).hasSize(3);
        assertThat(versions.path(0).path("current").booleanValue()).isTrue();
        assertThat(versions.path(2).path("transform").asString()).contains("one");
    }

    @Test
    void aTransformIsTriedOnASampleAndOnWhatCame() {
        Answer source = site.stripe();
        for (int i = 1; i <= 3; i++) {
            sender(source).send(PAID.replace("evt_1", "evt_" + i));
        }
        String url = path(source) + "/transform/try";
        String script =
                "'transform':'function transform(e, h, q) { if (e.id == `evt_2`) throw 1; return"
                        + " {name: `x.y`, data: {id: e.id, h: h[`X-A`], q}} }'";

        JsonNode last = site.api().post(url, "{" + script + ",'last':2}").expect(200).json();
        assertThat(last.path("results")).hasSize(2);
        assertThat(last.path("results").path(0).path("outcome").asString()).isEqualTo("events");
        assertThat(last.path("results").path(1).path("outcome").asString()).isEqualTo("failed");

        String sample =
                "{%s,'sample':{'headers':{'x-a':'1'},'query':{'b':['2','3']},'body':{'id':'i'}}}"
                        .formatted(script);
        String made = site.api().post(url, sample).expect(200).body().text();
        assertThat(made)
                .contains("\"name\":\"x.y\"")
                .contains("{\"id\":\"i\",\"h\":\"1\",\"q\":{\"b\":[\"2\",\"3\"]}}");
        String text = sample.replace("{'b':['2','3']}", "'?b=4&b=%20'");
        assertThat(site.api().post(url, text).expect(200).body().text())
                .contains("\"q\":{\"b\":[\"4\",\" \"]}");
        assertThat(site.events("")).hasSize(3);
        assertThat(site.api().post(url, "{}").expect(422).faultyFields())
                .containsExactly("transform");
    }
}
