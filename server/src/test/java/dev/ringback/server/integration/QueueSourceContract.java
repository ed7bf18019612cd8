package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.Host;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a source makes of a queue that it reads, whatever kind of queue that is. */
interface QueueSourceContract {

    /** A server that may reach this machine. */
    Ringback ringback();

    /** The word in place of a provider. */
    String provider();

    /** Makes a queue, and says what a source calls it. */
    String queue(String name);

    /** The same of one that is not there, or of somebody who may not read it. */
    String forbidden();

    /** Puts a message there, with an id and a body of JSON. */
    void put(String queue, String id, String body);

    /** How many messages are there of which nobody has said that they are done. */
    long left(String queue);

    /**
     * A source of a queue.
     *
     * @param more of its properties, each with a comma before it
     */
    default Answer source(Tenant tenant, String queue, String more) {
        return tenant.api()
                .post(
                        "/api/v1/sources",
                        "{'name':'orders','provider':'%s','queue':%s%s}"
                                .formatted(provider(), queue, more))
                .expect(201);
    }

    private static List<JsonNode> data(Tenant tenant, String path) {
        JsonNode data = tenant.api().read(path).json().path("data");
        return StreamSupport.stream(data.spliterator(), false).toList();
    }

    private static List<JsonNode> events(Tenant tenant, Answer source) {
        return data(tenant, "/api/v1/events?limit=100&source=" + source.text("id"));
    }

    /** The events that a source made, once there are so many. */
    default List<JsonNode> events(Tenant tenant, Answer source, int count) {
        Tenant.until("there are " + count, () -> events(tenant, source).size() >= count);
        return events(tenant, source);
    }

    private static List<JsonNode> rejected(Tenant tenant, Answer source) {
        return data(tenant, "/api/v1/sources/" + source.text("id") + "/rejected");
    }

    /** A source as it is shown. */
    default JsonNode shown(Tenant tenant, Answer source) {
        return tenant.api().get("/api/v1/sources/" + source.text("id")).expect(200).json();
    }

    /** Waits until a source is read, or away, or off. */
    default void untilState(Tenant tenant, Answer source, String state) {
        Tenant.until(
                "it is " + state,
                () -> shown(tenant, source).path("queue").path("state").asString().equals(state));
    }

    private void untilDone(String queue) {
        Tenant.until("all is done with", () -> left(queue) == 0);
    }

    @Test
    default void aMessageBecomesAnEventAndGoesToWhoeverWantsIt() throws Exception {
        Tenant tenant = ringback().tenant();
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            tenant.hook(receiver, "{'event_types':['order.*'],'format':'raw'}");
            Answer source = source(tenant, queue("orders"), "");
            put("orders", "msg_1", "{\"type\":\"order.paid\",\"subject\":\"o-1\",\"n\":1}");

            JsonNode event = events(tenant, source, 1).getFirst();
            assertThat(event.path("type").asString()).isEqualTo("order.paid");
            assertThat(event.path("subject").asString()).isEqualTo("o-1");
            assertThat(event.path("idempotency_key").asString()).isEqualTo("msg_1");
            assertThat(receiver.await(1).getFirst().body().text())
                    .isEqualTo("{\"type\":\"order.paid\",\"subject\":\"o-1\",\"n\":1}");
            untilDone("orders");
        }
    }

    @Test
    default void whatComesTwiceIsOneEventAndALink() {
        Tenant tenant = ringback().tenant();
        Answer source = source(tenant, queue("twice"), ",'type':'order'");
        put("twice", "msg_1", "{\"n\":1}");
        put("twice", "msg_1", "{\"n\":1}");

        assertThat(events(tenant, source, 2))
                .extracting(each -> each.path("duplicate_of").isString())
                .containsExactlyInAnyOrder(true, false);
        assertThat(events(tenant, source))
                .allMatch(each -> each.path("type").asString().equals("order"));
        untilDone("twice");
    }

    @Test
    default void whatCannotBeTakenIsKeptAsRejectedAndHoldsUpNothing() {
        Tenant tenant = ringback().tenant();
        Answer source =
                source(
                        tenant,
                        queue("poison"),
                        ",'schema':{'required':['n']},'max_body':100,'deny_types':['secret']");
        put("poison", "msg_1", "{}");
        put("poison", "msg_2", "{\"n\":\"" + "x".repeat(200) + "\"}");
        put("poison", "msg_3", "{\"type\":\"secret\",\"n\":1}");
        put("poison", "msg_4", "{\"n\":4}");

        JsonNode event = events(tenant, source, 1).getFirst();
        assertThat(event.path("idempotency_key").asString()).isEqualTo("msg_4");
        assertThat(event.path("type").asString()).isEqualTo(provider() + "/message");
        Tenant.until("three are rejected", () -> rejected(tenant, source).size() == 3);
        assertThat(rejected(tenant, source))
                .extracting(each -> each.path("reason").asString())
                .containsExactlyInAnyOrder("schema", "too_large", "type_not_allowed");
        untilDone("poison");
    }

    @Test
    default void aTransformMakesEventsOfMessages() {
        Tenant tenant = ringback().tenant();
        Answer source =
                source(
                        tenant,
                        queue("made"),
                        ",'transform':'function transform(evt, headers)"
                                + " { return {name: \\\"a/b\\\", data: {twice: 2 * evt.n}} }'");
        put("made", "msg_1", "{\"n\":21}");

        String id = events(tenant, source, 1).getFirst().path("id").asString();
        assertThat(tenant.api().get("/api/v1/events/" + id).expect(200).json().toString())
                .contains("{\"twice\":42}", "a/b");
    }

    @Test
    default void itIsReadOnlyWhileItIsEnabled() {
        Tenant tenant = ringback().tenant();
        Answer source = source(tenant, queue("paused"), "");
        String path = "/api/v1/sources/" + source.text("id");
        put("paused", "msg_1", "{}");
        events(tenant, source, 1);
        tenant.api().post(path + "/disable", "{}").expect(200);
        assertThat(shown(tenant, source).path("queue").path("state").asString()).isEqualTo("off");
        put("paused", "msg_2", "{}");
        tenant.api().post(path + "/enable", "{}").expect(200);
        put("paused", "msg_3", "{}");

        events(tenant, source, 3);
        untilState(tenant, source, "reading");
        tenant.api().delete(path).expect(204);
    }

    @Test
    default void aRestartLosesNothing() throws Exception {
        Ringback first = Ringback.start(Ringback.PRIVATE);
        Tenant before = first.tenant();
        Answer source = source(before, queue("restart"), "");
        IntStream.range(0, 30).forEach(each -> put("restart", "msg_" + each, "{}"));
        events(before, source, 1);
        try (var second = first.restarted(Ringback.PRIVATE, Host.MACHINE)) {
            IntStream.range(30, 40).forEach(each -> put("restart", "msg_" + each, "{}"));
            var after = new Tenant(second.admin().with(before.api().key()));
            Tenant.until(
                    "all are there",
                    () ->
                            events(after, source).stream()
                                            .filter(each -> !each.path("duplicate_of").isString())
                                            .map(each -> each.path("idempotency_key").asString())
                                            .distinct()
                                            .count()
                                    == 40);
            assertThat(
                            events(after, source).stream()
                                    .filter(each -> !each.path("duplicate_of").isString()))
                    .hasSize(40);
            untilDone("restart");
        }
    }

    @Test
    default void whyItCannotBeReadIsShown() {
        Tenant tenant = ringback().tenant();
        Answer source = source(tenant, forbidden(), "");

        untilState(tenant, source, "away");
        assertThat(shown(tenant, source).path("queue").path("problem").asString()).isNotEmpty();
    }

    @Test
    default void itIsShownWithoutItsCredentialsAndHasNoDoor() {
        Tenant tenant = ringback().tenant();
        Answer source = source(tenant, queue("shown"), "");

        assertThat(source.json().path("url").isNull()).isTrue();
        assertThat(source.json().path("token").isMissingNode()).isTrue();
        assertThat(source.json().path("tokens").size()).isZero();
        assertThat(source.json().path("warnings").size()).isZero();
        assertThat(shown(tenant, source).toString()).doesNotContain("sesame");
        assertThat(
                        tenant.api()
                                .patch(
                                        "/api/v1/sources/" + source.text("id"),
                                        "{'provider':'stripe'}")
                                .expect(422)
                                .faultyFields())
                .containsExactly("provider");
        assertThat(
                        tenant.api()
                                .post("/api/v1/sources", "{'provider':'" + provider() + "'}")
                                .expect(422)
                                .faultyFields())
                .containsExactly("queue");
    }
}
