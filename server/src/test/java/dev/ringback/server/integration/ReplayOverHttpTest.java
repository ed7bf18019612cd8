package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was given up is delivered again, and history stays as it was. */
class ReplayOverHttpTest {

    private static final String REPLAYS = "/api/v1/replays";
    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final AtomicBoolean mended = new AtomicBoolean();

    @AutoClose
    private final RudeReceiver receiver =
            RudeReceiver.start(
                    _ -> mended.get() ? Behaviour.OK : Behaviour.Answer.of(500, "broken"));

    private final Tenant tenant = RINGBACK.tenant();
    private final Api api = tenant.api();
    private final Hook hook =
            tenant.hook(receiver, "{'retry_schedule':[],'event_types':['order.*']}");

    private List<String> deadEvents(int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(tenant.publish("order.paid"));
        }
        events.forEach(event -> tenant.delivery(event, hook, "dead"));
        mended.set(true);
        return events;
    }

    private String filter() {
        return "'filter':{'endpoint':'" + hook.id() + "','state':'dead'}";
    }

    /** The deliveries that are dead, with their attempts; not by what came after all. */
    private List<JsonNode> history() {
        return died().stream()
                .map(each -> (ObjectNode) tenant.delivery(each.path("id").asString()))
                .<JsonNode>map(each -> each.without("delivered_by"))
                .toList();
    }

    /** Those that died, whatever came of their events later. */
    private List<JsonNode> died() {
        return tenant.deliveries("").stream()
                .filter(each -> each.path("state").asString().equals("dead"))
                .toList();
    }

    @Test
    void aDryRunCountsAndDoesNothing() {
        deadEvents(3);
        Answer counted = api.post(REPLAYS, "{" + filter() + ",'dry_run':true}").expect(200);
        assertThat(counted.json().path("matched").asInt()).isEqualTo(3);
        assertThat(api.get(REPLAYS).json().path("data").size()).isZero();
        assertThat(tenant.deliveries("")).hasSize(3);
    }

    @Test
    void aReplayMakesNewDeliveriesAndLeavesTheOldOnesAlone() {
        List<String> events = deadEvents(3);
        List<JsonNode> before = history();
        String id = api.post(REPLAYS, "{" + filter() + "}").expect(202).text("id");
        JsonNode done = tenant.replayed(id);
        assertThat(done.path("state").asString()).isEqualTo("done");
        assertThat(done.path("created").asInt()).isEqualTo(3);
        Tenant.until("all have arrived", () -> tenant.deliveries("state=succeeded").size() == 3);
        assertThat(history()).isEqualTo(before).hasSize(3);
        assertThat(tenant.deliveries("state=dead")).isEmpty();
        assertThat(died())
                .extracting(each -> each.path("delivered_by").asString())
                .containsExactlyInAnyOrderElementsOf(
                        tenant.deliveries("state=succeeded").stream()
                                .map(each -> each.path("id").asString())
                                .toList());
        assertThat(tenant.deliveries("state=succeeded"))
                .allMatch(each -> each.path("replay").asString().equals(id))
                .extracting(each -> each.path("event").asString())
                .containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void aReplayOfNamedEventsTakesThoseOnly() {
        List<String> events = deadEvents(2);
        String wanted = "{'filter':{'event_ids':['" + events.getFirst() + "','unheard-of']}}";
        JsonNode done = tenant.replayed(api.post(REPLAYS, wanted).expect(202).text("id"));
        assertThat(done.path("created").asInt()).isEqualTo(1);
        assertThat(done.path("skipped").asInt()).isEqualTo(1);
        Tenant.until("it has arrived", () -> tenant.deliveries("state=succeeded").size() == 1);
        assertThat(tenant.deliveries("state=succeeded").getFirst().path("event").asString())
                .isEqualTo(events.getFirst());
    }

    @Test
    void aSlowReplayCanBeCancelled() {
        deadEvents(3);
        String slow = "{" + filter() + ",'rate_per_second':0.001}";
        String id = api.post(REPLAYS, slow).expect(202).text("id");
        Tenant.until(
                "the first is made",
                () -> api.get(REPLAYS + "/" + id).json().path("created").asInt() == 1);
        api.post(REPLAYS + "/" + id + "/cancel", "").expect(200);
        JsonNode over = tenant.replayed(id);
        assertThat(over.path("state").asString()).isEqualTo("cancelled");
        assertThat(over.path("created").asInt()).isEqualTo(1);
        assertThat(over.path("matched").asInt()).isEqualTo(3);
        assertThat(api.post(REPLAYS + "/" + id + "/cancel", "").status()).isEqualTo(200);
    }

    @Test
    void anEmptyListOfEventsIsNotTakenForAllOfThem() {
        deadEvents(1);
        assertThat(api.post(REPLAYS, "{'filter':{'event_ids':[]}}").expect(422).faultyFields())
                .containsExactly("filter.event_ids");
    }

    @Test
    void aListOfEventsThatIsNullIsNone() {
        deadEvents(1);
        String wanted = "{'filter':{'event_ids':null},'dry_run':true}";
        assertThat(api.post(REPLAYS, wanted).expect(200).json().path("matched").asInt())
                .isEqualTo(1);
    }
}
