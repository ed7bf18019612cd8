package dev.ringback.server.integration;

import static dev.ringback.server.integration.ReceivingSite.PAID;
import static dev.ringback.server.integration.ReceivingSite.path;
import static dev.ringback.server.integration.ReceivingSite.sender;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replays that make the events of requests anew, by another version of the transform. */
class RemadeEventsOverHttpTest {

    private static final String REPLAYS = "/api/v1/replays";
    private static final String NAMED = "function transform(e) { return {name: `%s`, data: e} }";
    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AutoClose
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    private void transform(Answer source, String script) {
        site.api().patch(path(source), "{'transform':'" + script + "'}").expect(200);
    }

    private static void send(Answer source, String event) {
        assertThat(sender(source).send(PAID.replace("evt_1", event)).status()).isEqualTo(200);
    }

    /** Makes all requests of a source anew, and returns the replay once it is over. */
    private JsonNode remade(Answer source, String transform) {
        return remade(source, transform, "");
    }

    private JsonNode remade(Answer source, String transform, String filter) {
        Answer begun = site.api().post(REPLAYS, wanted(source, transform, filter)).expect(202);
        return site.tenant().replayed(begun.text("id"));
    }

    private static String wanted(Answer source, String transform, String filter) {
        return "{'transform':%s,'filter':{'source':'%s'%s}}"
                .formatted(transform, source.text("id"), filter);
    }

    private static List<Integer> counts(JsonNode replay) {
        return StreamSupport.stream(
                        List.of("matched", "created", "skipped", "dropped", "failed").spliterator(),
                        false)
                .map(each -> replay.path(each).intValue())
                .toList();
    }

    private List<JsonNode> events() {
        return StreamSupport.stream(site.events("").spliterator(), false).toList();
    }

    @Test
    void theNewTransformMakesNewEventsOfTheOriginalBytesAndTheOldOnesStay() {
        site.tenant().hook(receiver, "{'event_types':['new.*']}");
        Answer source =
                site.transforming("function transform(e) { return {name: `old`, data: {}} }");
        send(source, "evt_1");
        send(source, "evt_2");
        List<JsonNode> old = events();
        transform(
                source,
                "function transform(e, headers, query, raw) { return {name: `new.` + e.id, data:"
                        + " {length: raw.length, signed: `Stripe-Signature` in headers}} }");
        JsonNode done = remade(source, "'current'");

        assertThat(done.path("state").asString()).isEqualTo("done");
        assertThat(done.path("transform").intValue()).isEqualTo(2);
        assertThat(counts(done)).containsExactly(2, 2, 0, 0, 0);
        Eventually.until("both have arrived", () -> receiver.received().size() == 2);
        assertThat(receiver.received())
                .extracting(each -> each.body().text())
                .allMatch(body -> body.contains("{\"length\":%d,".formatted(PAID.length())))
                .allMatch(body -> body.contains("\"signed\":true"));
        assertThat(site.types()).containsExactly("new.evt_1", "new.evt_2", "old", "old");
        assertThat(events().subList(2, 4)).isEqualTo(old);
    }

    @Test
    void aNewEventSaysOfWhichItWasMadeAndIsAboutTheSame() {
        Answer source = site.transforming(NAMED.formatted("old"));
        send(source, "evt_1");
        JsonNode old = site.event(events().getFirst());
        transform(source, NAMED.formatted("new"));
        remade(source, "'current'");

        JsonNode made = site.event(events().getFirst());
        assertThat(made.path("made_from")).isEqualTo(old.path("id"));
        assertThat(old.has("made_from")).isFalse();
        for (String same : List.of("subject", "timestamp", "idempotency_key", "source", "data")) {
            assertThat(made.path(same)).as(same).isEqualTo(old.path(same));
        }
        assertThat(made.path("superseded").booleanValue()).isFalse();
        assertThat(made.has("duplicate_of")).isFalse();
        assertThat(made.path("arrival").path("body_base64"))
                .isEqualTo(old.path("arrival").path("body_base64"));
    }

    @Test
    void aTimeOfTheOldTransformDoesNotStay() {
        Answer source =
                site.transforming(
                        "function transform(e) { return {name: `old`, data: {}, ts: 1600000000000} }");
        send(source, "evt_1");
        assertThat(events().getFirst().path("timestamp").asString()).startsWith("2020-09-13");
        transform(source, NAMED.formatted("new"));
        remade(source, "'current'");

        assertThat(events().getFirst().path("timestamp").asString())
                .isEqualTo("2025-11-30T08:06:40.000Z");
    }

    @Test
    void askedForAgainItMakesNothingTwiceAndAnotherVersionDoes() {
        site.tenant().hook(receiver, "{'event_types':['*']}");
        Answer source =
                site.transforming(
                        "function transform(e) { return [{name: `a`}, {name: `b`}, {name: `c`}] }");
        send(source, "evt_1");
        assertThat(counts(remade(source, "1"))).containsExactly(3, 3, 2, 0, 0);
        assertThat(counts(remade(source, "1"))).containsExactly(3, 0, 3, 0, 0);
        assertThat(counts(remade(source, "'current'"))).containsExactly(3, 0, 3, 0, 0);
        transform(source, NAMED.formatted("d"));
        assertThat(counts(remade(source, "'current'"))).containsExactly(3, 1, 2, 0, 0);

        Eventually.until("all have arrived", () -> receiver.received().size() == 7);
        assertThat(receiver.received())
                .extracting(RemadeEventsOverHttpTest::id)
                .doesNotHaveDuplicates();
        assertThat(site.types()).containsExactly("d", "c", "b", "a", "c", "b", "a");
    }

    private static String id(Received received) {
        return received.header("webhook-id").orElseThrow();
    }

    @Test
    void nullDropsAndAnErrorIsCountedAndToldAndNothingOfThatRequestIsThere() {
        Answer source = site.transforming(NAMED.formatted("old"));
        for (String event : List.of("evt_good", "evt_null", "evt_bad", "evt_worse")) {
            send(source, event);
        }
        String bad = events().get(1).path("id").asString();
        String worse = events().getFirst().path("id").asString();
        transform(
                source,
                "function transform(e) { if (e.id == `evt_null`) return null; if (e.id =="
                        + " `evt_bad`) throw new Error(`cannot`); const one = {name: `new`, data:"
                        + " e}; return e.id == `evt_worse` ? [one, {name: `bad name!`}] : one }");
        JsonNode done = remade(source, "'current'");

        assertThat(done.path("state").asString()).isEqualTo("done");
        assertThat(counts(done)).containsExactly(4, 1, 0, 1, 2);
        assertThat(done.path("failure").path("event").asString()).isEqualTo(bad);
        assertThat(done.path("failure").path("reason").asString()).contains("cannot");
        assertThat(site.types()).containsExactly("new", "old", "old", "old", "old");

        JsonNode one = remade(source, "2", ",'event_ids':['" + worse + "']");
        assertThat(counts(one)).containsExactly(1, 0, 0, 0, 1);
        assertThat(one.path("failure").path("event").asString()).isEqualTo(worse);
    }

    @Test
    void whatAMendedTransformFailedAtGoesToThoseWhoWantIt() {
        site.tenant().hook(receiver, "{'event_types':['new']}");
        Answer source = site.transforming("function transform(e) { throw new Error(`no`) }");
        send(source, "evt_1");
        transform(source, NAMED.formatted("new"));
        send(source, "evt_2");
        assertThat(counts(remade(source, "'current'", ",'unmatched':true")))
                .containsExactly(1, 1, 0, 0, 0);

        Eventually.until("both have arrived", () -> receiver.received().size() == 2);
        assertThat(receiver.received().getLast().body().text()).contains("evt_1");
    }

    @Test
    void duplicatesAndEventsOfNoSourceOrOfAnotherAreSkipped() {
        Answer source = site.transforming(NAMED.formatted("old"));
        Answer other = site.transforming(NAMED.formatted("other"));
        send(source, "evt_1");
        String first = events().getFirst().path("id").asString();
        send(source, "evt_1");
        String duplicate = events().getFirst().path("id").asString();
        send(other, "evt_2");
        String foreign = events().getFirst().path("id").asString();
        String published = site.tenant().publish("a.b");
        String ids =
                ",'event_ids':['%s','%s','%s','%s','unheard-of']"
                        .formatted(published, foreign, duplicate, first);

        JsonNode done = remade(source, "1", ids);
        assertThat(counts(done)).containsExactly(1, 1, 4, 0, 0);
        String made = events().getFirst().path("id").asString();
        assertThat(site.event(events().getFirst()).path("made_from").asString()).isEqualTo(first);
        transform(source, NAMED.formatted("newer"));
        JsonNode again = remade(source, "2", ",'event_ids':['" + made + "']");
        assertThat(counts(again)).containsExactly(1, 1, 0, 0, 0);
        assertThat(site.event(events().getFirst()).path("made_from").asString()).isEqualTo(first);
    }

    @Test
    void aDryRunCountsAndDoesNothing() {
        Answer source = site.transforming(NAMED.formatted("old"));
        send(source, "evt_1");
        send(source, "evt_2");
        String dry = wanted(source, "'current'", "").replaceFirst("\\{", "{'dry_run':true,");
        Answer counted = site.api().post(REPLAYS, dry).expect(200);
        assertThat(counted.body().text()).isEqualTo("{\"matched\":2}");
        assertThat(events()).hasSize(2);
        String typed = dry.replace("'filter':{", "'filter':{'event_type':'none.*',");
        assertThat(site.api().post(REPLAYS, typed).expect(200).body().text())
                .isEqualTo("{\"matched\":0}");
    }

    @Test
    void aProjectThatMayStoreNoMoreIsToldSoAndNothingIsMade() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("project-quota", List.of("1m"));
        try (var small = Ringback.start(flags)) {
            var full = new ReceivingSite(small.tenant());
            Answer source = full.transforming(NAMED.formatted("old"));
            assertThat(sender(source).send(PAID).status()).isEqualTo(200);
            full.tenant().publishAll("{'type':'a.b','data':'" + "y".repeat(1_000_000) + "'}");
            full.tenant().uploaded("x".repeat(100_000));
            Answer begun = full.api().post(REPLAYS, wanted(source, "1", "")).expect(202);
            JsonNode over = full.tenant().replayed(begun.text("id"));

            assertThat(over.path("state").asString()).isEqualTo("failed");
            assertThat(over.path("error").asString()).contains("may store no more");
            assertThat(counts(over)).containsExactly(1, 0, 0, 0, 0);
        }
    }

    @Test
    void ofManyRequestsEachIsMadeAnewOnce() {
        Answer source = site.transforming("function transform() { return {name: `old`} }");
        for (int i = 0; i < 45; i++) {
            send(source, "evt_" + i);
        }
        transform(source, "function transform(e) { return e.id < `evt_3` ? null : {name: `n`} }");
        assertThat(counts(remade(source, "'current'"))).containsExactly(45, 22, 0, 23, 0);
        assertThat(counts(remade(source, "'current'"))).containsExactly(45, 0, 22, 23, 0);
    }

    @Test
    void whatIsAboutASubjectIsLeftOutWhenALaterOneCameIn() {
        site.tenant().hook(receiver, "{'event_types':['new'],'skip_superseded':true}");
        Answer source = site.transforming(NAMED.formatted("old"));
        send(source, "evt_1");
        sender(source).send(PAID.replace("evt_1", "evt_2").replace("1764490000", "1764490005"));
        transform(source, NAMED.formatted("new"));
        assertThat(counts(remade(source, "'current'"))).containsExactly(2, 2, 0, 0, 0);

        assertThat(receiver.await(1).getFirst().body().text()).contains("evt_2");
        assertThat(events().getFirst().path("superseded").booleanValue()).isTrue();
        assertThat(events().get(1).path("superseded").booleanValue()).isFalse();
    }

    @Test
    void badInputIsNamed() {
        Answer source = site.transforming(NAMED.formatted("old"));
        String in = "'filter':{'source':'" + source.text("id") + "'}";
        assertNamed("{'transform':'newest'," + in + "}", "transform");
        assertNamed("{'transform':0," + in + "}", "transform");
        assertNamed("{'transform':7," + in + "}", "transform");
        assertNamed("{'transform':'current'}", "filter");
        assertNamed("{'transform':'current','filter':null}", "filter");
        assertNamed("{'transform':'current','filter':{}}", "filter.source");
        assertNamed("{'transform':'current','filter':{'source':'src_none'}}", "filter.source");
        assertNamed("{'transform':'current','to':'x'," + in + "}", "to");
        assertNamed("{'transform':'current','runs':{}," + in + "}", "runs");
        assertNamed("{" + in + "}", "filter.source");
        for (String other : List.of("'state':'dead'", "'cause':'http_500'", "'endpoint':'x'")) {
            String field = other.substring(1, other.indexOf('\'', 1));
            assertNamed(wanted(source, "1", "," + other), "filter." + field);
        }
        assertNamed(wanted(source, "1", ",'event_ids':['a'],'unmatched':true"), "filter.unmatched");
        assertNamed(wanted(source, "1", ",'event_ids':[]"), "filter.event_ids");
        assertNamed(wanted(source, "1", ",'colour':1"), "filter.colour");
        site.api().patch(path(source), "{'transform':null}").expect(200);
        assertNamed("{'transform':'current'," + in + "}", "transform");
        assertThat(counts(remade(source, "1"))).containsExactly(0, 0, 0, 0, 0);
    }

    private void assertNamed(String body, String field) {
        assertThat(site.api().post(REPLAYS, body).expect(422).faultyFields())
                .as(body)
                .containsExactly(field);
    }
}
