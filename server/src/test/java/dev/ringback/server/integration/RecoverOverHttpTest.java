package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an endpoint missed is sent to it by one call. */
class RecoverOverHttpTest {

    private static final String SINCE = "'since':'2020-01-01T00:00:00Z'";
    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final AtomicBoolean broken = new AtomicBoolean();

    @AutoClose
    private final RudeReceiver receiver =
            RudeReceiver.start(
                    _ -> broken.get() ? Behaviour.Answer.of(500, "broken") : Behaviour.OK);

    private final Tenant tenant = RINGBACK.tenant();
    private final Api api = tenant.api();

    private JsonNode recovered(Hook hook) {
        Answer begun = api.post(hook.path() + "/recover", "{" + SINCE + "}").expect(202);
        assertThat(begun.json().path("missed").path("endpoint").asString()).isEqualTo(hook.id());
        JsonNode done = tenant.replayed(begun.text("id"));
        assertThat(done.path("state").asString()).isEqualTo("done");
        return done;
    }

    private int counted(Hook hook) {
        return api.post(hook.path() + "/recover", "{" + SINCE + ",'dry_run':true}")
                .expect(200)
                .json()
                .path("matched")
                .asInt();
    }

    private List<String> delivered(Hook hook) {
        return tenant.deliveries("state=succeeded&endpoint=" + hook.id()).stream()
                .map(each -> each.path("event").asString())
                .toList();
    }

    @Test
    void whatItMissedWhileItWasDisabledIsSentOnceHoweverOftenItIsAskedFor() {
        Hook hook = tenant.hook(receiver);
        String before = tenant.publish("order.paid");
        tenant.delivery(before, hook, "succeeded");
        api.post(hook.path() + "/disable", "").expect(200);
        String first = tenant.publish("order.paid");
        String second = tenant.publish("order.sent");
        api.post(hook.path() + "/enable", "").expect(200);

        assertThat(counted(hook)).isEqualTo(2);
        assertThat(tenant.deliveries("")).hasSize(1);
        JsonNode done = recovered(hook);
        assertThat(done.path("matched").asInt()).isEqualTo(2);
        assertThat(done.path("created").asInt()).isEqualTo(2);
        Tenant.until("both have arrived", () -> delivered(hook).size() == 3);
        assertThat(delivered(hook)).containsExactlyInAnyOrder(before, first, second);

        assertThat(counted(hook)).isZero();
        assertThat(recovered(hook).path("created").asInt()).isZero();
        assertThat(tenant.deliveries("")).hasSize(3);
    }

    @Test
    void anEndpointThatIsNewerThanTheEventsGetsWhatItsTypesAndItsFilterTake() {
        Hook other = tenant.hook(receiver);
        String wanted = tenant.publishAll("{'type':'order.paid','data':{'total':12}}");
        tenant.publishAll("{'type':'order.paid','data':{'total':3}}");
        tenant.publishAll("{'type':'user.made','data':{'total':12}}");
        Tenant.until("the other has got them", () -> delivered(other).size() == 3);
        Hook hook = tenant.hook(receiver, "{'event_types':['order.*'],'filter':'data.total > 10'}");

        assertThat(counted(hook)).isEqualTo(1);
        assertThat(recovered(hook).path("created").asInt()).isEqualTo(1);
        tenant.delivery(wanted, hook, "succeeded");
        assertThat(delivered(hook)).containsExactly(wanted);
        assertThat(delivered(other)).hasSize(3);
    }

    @Test
    void whatDiedIsSentAgainAndWhatWaitsIsNot() {
        broken.set(true);
        Hook hook = tenant.hook(receiver, "{'retry_schedule':[]}");
        String dead = tenant.publish("order.paid");
        tenant.delivery(dead, hook, "dead");
        broken.set(false);
        api.post(hook.path() + "/pause", "").expect(200);
        String waiting = tenant.publish("order.paid");

        assertThat(counted(hook)).isEqualTo(1);
        assertThat(recovered(hook).path("created").asInt()).isEqualTo(1);
        assertThat(counted(hook)).isZero();
        assertThat(recovered(hook).path("created").asInt()).isZero();
        api.post(hook.path() + "/enable", "").expect(200);
        Tenant.until("both have arrived", () -> delivered(hook).size() == 2);
        assertThat(delivered(hook)).containsExactlyInAnyOrder(dead, waiting);
    }

    @Test
    void aDisabledEndpointIsGivenWhatItMissedOnceItIsEnabled() {
        Hook hook = tenant.hook(receiver);
        api.post(hook.path() + "/disable", "").expect(200);
        String missed = tenant.publish("order.paid");
        assertThat(recovered(hook).path("created").asInt()).isEqualTo(1);
        assertThat(counted(hook)).isZero();
        assertThat(tenant.delivery(missed, hook).path("state").asString()).isEqualTo("waiting");
        api.post(hook.path() + "/enable", "").expect(200);
        tenant.delivery(missed, hook, "succeeded");
    }

    @Test
    void aTestOfAnotherEndpointIsNotAmongIt() {
        Hook other = tenant.hook(receiver);
        api.post(other.path() + "/test", "").expect(202);
        Tenant.until("the test has arrived", () -> delivered(other).size() == 1);
        Hook hook = tenant.hook(receiver);
        assertThat(counted(hook)).isZero();
        assertThat(recovered(hook).path("created").asInt()).isZero();
    }

    @Test
    void aSlowOneShowsItsProgressAndCanBeCancelled() {
        for (int i = 0; i < 3; i++) {
            tenant.publish("order.paid");
        }
        Hook hook = tenant.hook(receiver);
        String slow = "{" + SINCE + ",'rate_per_second':0.001}";
        String id = api.post(hook.path() + "/recover", slow).expect(202).text("id");
        String path = "/api/v1/replays/" + id;
        Tenant.until("the first is made", () -> api.get(path).json().path("created").asInt() == 1);
        assertThat(api.get(path).json().path("matched").asInt()).isEqualTo(3);
        api.post(path + "/cancel", "").expect(200);
        assertThat(tenant.replayed(id).path("state").asString()).isEqualTo("cancelled");
        assertThat(tenant.deliveries("")).hasSize(1);
        assertThat(counted(hook)).isEqualTo(2);
    }

    @Test
    void whatCannotBeAskedForIsNamed() {
        Hook hook = tenant.hook(receiver);
        String path = hook.path() + "/recover";
        assertThat(api.post(path, "").expect(422).faultyFields()).containsExactly("since");
        assertThat(api.post(path, "{'since':null}").expect(422).faultyFields())
                .containsExactly("since");
        assertThat(api.post(path, "{'since':'yesterday'}").expect(422).faultyFields())
                .containsExactly("since");
        assertThat(api.post(path, "{'since':'2999-01-01T00:00:00Z'}").expect(422).faultyFields())
                .containsExactly("since");
        assertThat(api.post(path, "{" + SINCE + ",'until':1,'dry_run':3}").faultyFields())
                .containsExactlyInAnyOrder("until", "dry_run");
        api.post("/api/v1/endpoints/none/recover", "{" + SINCE + "}").expect(404);
        assertThat(api.get("/api/v1/replays").json().path("data").size()).isZero();
    }
}
