package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Events come in as SDKs of functions send them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsInTest {

    private static final Header SEED =
            new Header("x-inngest-event-id-seed", "1700000000000,AAAAAAAAAAAAAA==");
    private static final String FIRST = "01HF7YAT000000000000000001";
    private static final String SECOND = "01HF7YAT000000000000000002";

    private Ringback ringback;

    @BeforeAll
    void start() {
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    void stop() {
        ringback.close();
    }

    private static Answer send(Tenant tenant, String events, Header... headers) {
        // An SDK shows its key in the path, and no other.
        return tenant.api().with("undefined").post("/e/" + tenant.api().key(), events, headers);
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.json().path("ids").forEach(each -> ids.add(each.asString()));
        return ids;
    }

    private static int stored(Tenant tenant) {
        return tenant.api().read("/api/v1/events?limit=100").json().path("data").size();
    }

    private static JsonNode event(Tenant tenant, String id) {
        return tenant.api().get("/v1/events/" + id).expect(200).json().path("data");
    }

    @Test
    void anEventIsTakenAndFoundByTheIdThatIsAnswered() {
        Tenant tenant = ringback.tenant();
        Answer answer =
                send(
                                tenant,
                                "{'name':'shop/order.placed','data':{'n':1.50,'s':'é'},"
                                        + "'user':{'id':7},'ts':1795971385798,'v':'2','extra':1}")
                        .expect(200);

        assertThat(answer.json().path("status").asInt()).isEqualTo(200);
        assertThat(ids(answer)).hasSize(1).allMatch(id -> id.length() == 26);
        JsonNode event = event(tenant, ids(answer).getFirst());
        assertThat(event.path("name").asString()).isEqualTo("shop/order.placed");
        assertThat(event.path("data").toString()).isEqualTo("{\"n\":1.5,\"s\":\"é\"}");
        assertThat(event.path("user").path("id").asInt()).isEqualTo(7);
        assertThat(event.path("ts").asLong()).isEqualTo(1795971385798L);
        assertThat(event.path("v").asString()).isEqualTo("2");
        assertThat(event.path("id").asString()).isEqualTo(ids(answer).getFirst());
        assertThat(event.path("internal_id").asString()).isEqualTo(ids(answer).getFirst());
        JsonNode own = tenant.api().get("/api/v1/events/" + ids(answer).getFirst()).json();
        assertThat(own.path("type").asString()).isEqualTo("shop/order.placed");
    }

    @Test
    void aRequestThatIsSentAgainStoresNothingTwice() {
        Tenant tenant = ringback.tenant();
        String events = "[{'name':'a','data':{}},{'name':'b','data':{},'id':'own'}]";
        List<String> ids = ids(send(tenant, events, SEED).expect(200));
        List<String> again = ids(send(tenant, events, SEED).expect(200));

        assertThat(ids.getFirst()).isEqualTo(FIRST);
        assertThat(again).isEqualTo(ids);
        assertThat(stored(tenant)).isEqualTo(2);
        assertThat(event(tenant, ids.get(1)).path("id").asString()).isEqualTo("own");
        assertThat(event(tenant, "own").path("internal_id").asString()).isEqualTo(ids.get(1));
    }

    @Test
    void anIdOfItsOwnThatCameBeforeIsAnsweredAndNotStored() {
        Tenant tenant = ringback.tenant();
        String odd = "{'name':'a','id':'order 7: é','data':{'n':1}}";
        String first = ids(send(tenant, odd).expect(200)).getFirst();

        assertThat(ids(send(tenant, "[" + odd + "," + odd + "]", SEED).expect(200)))
                .containsExactly(first, first);
        assertThat(stored(tenant)).isOne();
        assertThat(event(tenant, "order%207:%20%C3%A9").path("internal_id").asString())
                .isEqualTo(first);
    }

    @Test
    void anIdCountsForEventsFromAllSides() {
        Tenant tenant = ringback.tenant();
        tenant.publishAll("{'type':'a','id':'order-8','data':{'n':1}}");
        send(tenant, "{'name':'a','id':'order-8','data':{'n':1}}").expect(200);

        assertThat(stored(tenant)).isOne();
    }

    @Test
    void anEventReachesEndpointsAsAnyOther() throws Exception {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            tenant.hook(receiver, "{'filter':'data.n == 1'}");
            String order =
                    "{'name':'shop/order.placed','data':{'n':1},'user':{'id':7},'id':'order-9'}";
            String id = ids(send(tenant, order).expect(200)).getFirst();

            String body = receiver.await(1).getFirst().body().text();
            assertThat(body).contains("\"type\":\"shop/order.placed\"", "\"data\":{\"n\":1}}");
            JsonNode shown = tenant.api().get("/api/v1/events/order-9").expect(200).json();
            assertThat(shown.path("data").toString()).isEqualTo("{\"n\":1}");
            assertThat(shown.path("content_type").asString()).isEqualTo("application/json");
            assertThat(event(tenant, id).path("user").toString()).isEqualTo("{\"id\":7}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [{'name':'a'},{'name':''}]           | event 2: event name is empty
                    {'name':'inngest/function.failed'}   | event name is reserved for internal use
                    {'name':'Inngest/x'}                 | event name is reserved for internal use
                    {'name':'generation.completed'}      | event name is reserved for internal use
                    {'name':'a\\u0007b'}                | event name has a character
                    {'name':'a','data':'x'}              | data must be an object
                    {'name':'a','ts':'now'}              | ts must be whole milliseconds
                    {'name':'a'} {'name':'b'}            | the body is not JSON
                    """)
    void whatIsWrongIsSaidAndNothingIsTaken(String body, String error) {
        Tenant tenant = ringback.tenant();
        Answer answer = send(tenant, body, SEED).expect(400);

        assertThat(answer.json().path("status").asInt()).isEqualTo(400);
        assertThat(answer.text("error")).contains(error);
        assertThat(ids(answer)).isEmpty();
        assertThat(stored(tenant)).isZero();
    }

    @Test
    void manyEventsAreOneRequestAndNotMore() {
        Tenant tenant = ringback.tenant();
        String five =
                IntStream.rangeClosed(1, 5_000)
                        .mapToObj(n -> "{'name':'a','data':{'n':" + n + "}}")
                        .collect(Collectors.joining(","));
        List<String> ids = ids(send(tenant, "[" + five + "]", SEED).expect(200));

        assertThat(ids).hasSize(5_000).doesNotHaveDuplicates().isSorted();
        assertThat(event(tenant, ids.getLast()).path("data").path("n").asInt()).isEqualTo(5_000);
        assertThat(send(tenant, "[" + five + ",{'name':'a'}]").expect(400).text("error"))
                .contains("5001 events, more than 5000");
    }

    @Test
    void anEventThatIsTooLargeIsRefusedWithItsSize() {
        Tenant tenant = ringback.tenant();
        String fits = "{'name':'a','data':{'s':'" + "x".repeat(3_000_000) + "'}}";
        String large = "{'name':'a','data':{'s':'" + "x".repeat(3 << 20) + "'}}";

        String id = ids(send(tenant, fits).expect(200)).getFirst();
        assertThat(event(tenant, id).path("data").path("s").asString()).hasSize(3_000_000);
        assertThat(send(tenant, large).expect(400).text("error"))
                .contains("bytes, more than 3145728");
        Answer body = send(tenant, "x".repeat((16 << 20) + 1)).expect(413);
        assertThat(body.json().path("status").asInt()).isEqualTo(413);
    }

    @Test
    void aKeyThatOpensNothingIsToldInTheBody() {
        Api stranger = ringback.admin().with("undefined");
        for (String path : List.of("/e/NO_EVENT_KEY_SET", "/e/")) {
            Answer answer = stranger.post(path, "{'name':'a'}").expect(401);
            assertThat(answer.json().path("status").asInt()).as(path).isEqualTo(401);
            assertThat(answer.text("error")).startsWith("Event key not found");
        }
        Answer wrong = stranger.get("/e/x").expect(405);
        assertThat(wrong.json().path("status").asInt()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"ingest, 200", "write, 200", "admin, 200", "read, 403"})
    void aKeyNeedsTheScopeToPublish(String scope, int status) {
        Tenant tenant = ringback.tenant();
        String key =
                tenant.api()
                        .post("/api/v1/keys", "{'scopes':['" + scope + "']}")
                        .expect(201)
                        .text("key");
        Answer answer =
                ringback.admin().with("undefined").post("/e/" + key, "{'name':'a'}").expect(status);

        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(stored(tenant)).isEqualTo(status == 200 ? 1 : 0);
    }

    @Test
    void theOperatorGivesKeysForEventsAlone() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("event-key", List.of("the-key-of-our-shop-2026"));
        try (var given = Ringback.start(flags)) {
            Api sdk = given.admin().with("undefined");
            sdk.post("/e/the-key-of-our-shop-2026", "{'name':'a'}").expect(200);
            sdk.post("/e/the-key-of-our-shop-2025", "{'name':'a'}").expect(401);
            given.admin().with("the-key-of-our-shop-2026").get("/v1/events").expect(403);
        }
    }

    @Test
    void whoHasNoRoomLeftIsToldInTheBody() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("project-quota", List.of("1m"));
        try (var small = Ringback.start(flags)) {
            Tenant tenant = small.tenant();
            String large = "{'name':'a','data':{'s':'" + "x".repeat(1 << 20) + "'}}";
            send(tenant, large).expect(200);
            Tenant.until("there is no room", () -> send(tenant, large).status() == 507);

            Answer full = send(tenant, "{'name':'a'}").expect(507);
            assertThat(full.json().path("status").asInt()).isEqualTo(507);
        }
    }

    @Test
    void aPageInABrowserMaySendEvents() {
        Answer asked = ringback.admin().call("OPTIONS", "/e/any", Payload.EMPTY).expect(200);
        assertThat(asked.headers().firstValue("access-control-allow-origin")).hasValue("*");

        Tenant tenant = ringback.tenant();
        Answer sent =
                send(
                        tenant,
                        "{'name':'a'}",
                        new Header("Content-Type", "text/plain"),
                        new Header("Origin", "https://shop.test"));
        assertThat(sent.expect(200).headers().firstValue("access-control-allow-origin"))
                .hasValue("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]"})
    void noEventsAreTakenAsNone(String body) {
        assertThat(send(ringback.tenant(), body).expect(200).body().text())
                .isEqualTo("{\"ids\":[],\"status\":200}");
    }

    @Test
    void aFormIsAnEvent() {
        Tenant tenant = ringback.tenant();
        var type = new Header("Content-Type", "application/x-www-form-urlencoded");
        String id = ids(send(tenant, "name=sms.received&From=%2B1", type).expect(200)).getFirst();

        assertThat(event(tenant, id).path("data").toString()).isEqualTo("{\"From\":[\"+1\"]}");
    }

    @Test
    void eventsAreListedFromTheNewestOnPageByPage() {
        Tenant tenant = ringback.tenant();
        send(tenant, "[{'name':'a','data':{'n':1}},{'name':'a','data':{'n':2}}]", SEED);
        tenant.publishAll("{'type':'b','data':[3]}");

        JsonNode first = tenant.api().get("/v1/events?limit=2").expect(200).json();
        assertThat(first.path("data").findValuesAsString("name")).containsExactly("b", "a");
        assertThat(first.path("data").path(0).path("data").toString())
                .isEqualTo("{\"body\":\"[3]\"}");
        assertThat(first.path("metadata").path("fetched_at").asString())
                .isEqualTo(first.path("metadata").path("cached_until").asString());
        for (String cursor :
                List.of(SECOND, first.path("metadata").path("next_cursor").asString())) {
            JsonNode rest = tenant.api().get("/v1/events?cursor=" + cursor).expect(200).json();
            assertThat(rest.path("data").findValuesAsString("internal_id")).containsExactly(FIRST);
        }
        JsonNode named = tenant.api().get("/v1/events?name=a").expect(200).json();
        assertThat(named.path("data").size()).isEqualTo(2);
    }

    @Test
    void aPageHoldsAsManyEventsAsThereIsRoomFor() {
        Tenant tenant = ringback.tenant();
        for (int n = 1; n <= 3; n++) {
            String text = "x".repeat(2_200_000);
            send(tenant, "{'name':'%d','data':{'s':'%s'}}".formatted(n, text)).expect(200);
        }
        String path = "/v1/events?";
        for (String name : List.of("3", "2", "1")) {
            JsonNode page = tenant.api().read(path).json();
            assertThat(page.path("data").findValuesAsString("name")).containsExactly(name);
            path = "/v1/events?cursor=" + page.path("metadata").path("next_cursor").asString();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit must be a number from 1 to 100",
        "limit=101, limit must be a number",
        "received_after=yesterday, received_after must be an ISO 8601 time",
        "name=a*, name: has a star",
        "cursor=x, cursor is the id of no event"
    })
    void aListThatCannotBeMadeSaysWhy(String query, String error) {
        Answer answer = ringback.tenant().api().get("/v1/events?" + query).expect(400);
        assertThat(answer.text("error")).startsWith(error);
        assertThat(answer.json().path("status").asInt()).isEqualTo(400);
    }

    @Test
    void nobodySeesTheEventsOfAnotherProject() {
        Tenant tenant = ringback.tenant();
        String id = ids(send(tenant, "{'name':'a','id':'own'}").expect(200)).getFirst();
        Tenant other = ringback.tenant();

        for (String asked : List.of(id, "own", "unknown", "evt_0000000000000")) {
            Answer answer = other.api().get("/v1/events/" + asked).expect(404);
            assertThat(answer.json().path("status").asInt()).isEqualTo(404);
        }
        Answer stranger = other.api().with("undefined").get("/v1/events/" + id).expect(401);
        assertThat(stranger.json().path("status").asInt()).isEqualTo(401);
    }

    @Test
    void whatTheServerSaysOfFunctionsIsNotPublishedByOthers() {
        Answer answer =
                ringback.tenant()
                        .api()
                        .post("/api/v1/events", "{'type':'INNGEST/function.failed','data':{}}")
                        .expect(422);
        assertThat(answer.faultyFields()).containsExactly("type");
    }

    @Test
    void aFunctionIsStartedOnceByOneRequestHoweverOftenItIsSent() {
        Tenant tenant = ringback.tenant();
        String url = "http://127.0.0.1:1/api/inngest";
        tenant.api()
                .post(
                        "/fn/register",
                        "{'url':'%1$s','appName':'shop','sdk':'js:v4.24.0','functions':[{'id':'shop-f',"
                                        .formatted(url)
                                + "'name':'F','triggers':[],'steps':{'step':{'id':'step','name':'step',"
                                + "'runtime':{'type':'http','url':'%1$s?fnId=shop-f'}}}}]}"
                                        .formatted(url))
                .expect(200);
        String body = "{'name':'whatever','data':{'n':1}}";
        Answer first = tenant.api().post("/invoke/shop-f", body, SEED).expect(200);
        Answer again = tenant.api().post("/invoke/shop-f", body, SEED).expect(200);

        assertThat(first.text("id")).isEqualTo("01HF7YAT000000000000000000");
        assertThat(again.text("id")).isEqualTo(first.text("id"));
        JsonNode event = event(tenant, first.text("id"));
        assertThat(event.path("name").asString()).isEqualTo("inngest/function.invoked");
        assertThat(event.path("data").toString()).isEqualTo("{\"n\":1}");
        assertThat(stored(tenant)).isOne();
    }

    @Test
    void aFunctionThatIsNotThereIsNotStarted() {
        Tenant tenant = ringback.tenant();
        Answer answer = tenant.api().post("/invoke/app-none", "").expect(404);
        assertThat(answer.text("error")).isEqualTo("there is no function app-none");
        assertThat(tenant.api().with("undefined").post("/invoke/app-none", "").status())
                .isEqualTo(401);
    }
}
