package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Made;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.server.events.MadeBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where events came from, and the types that providers' events have. */
class EventOriginsTest {

    private static final String EVENTS = "/api/v1/events";
    private static final List<String> OF_AN_ORIGIN =
            List.of("source", "idempotency_key", "duplicate_of", "occurred_at", "superseded");

    private static final Payload ARRIVAL =
            Payload.of("{\"method\":\"POST\",\"path\":\"/in/t\",\"headers\":[]}");

    private static final String SOURCE = "src_0000000000001";

    private final ApiRig rig = new ApiRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private Event arrived(String id, String source, String key, OptionalLong first, boolean late) {
        long sequence = rig.ids.next();
        Event event =
                new Event(
                                sequence,
                                ProjectId.DEFAULT,
                                id.isEmpty() ? EventId.of(sequence) : new EventId(id),
                                "stripe/invoice.paid",
                                "",
                                rig.time.now(),
                                rig.time.now(),
                                Event.JSON,
                                Payload.of("{}"))
                        .from(new Arrived(source, key, first, late, ARRIVAL));
        rig.engine.commit(Change.accept(List.of(event), List.of()));
        return event;
    }

    private List<String> listed(String query) {
        List<String> ids = new ArrayList<>();
        rig.get(EVENTS + query)
                .json()
                .path("data")
                .forEach(each -> ids.add(each.path("id").stringValue()));
        return ids;
    }

    @Test
    void anEventThatCameInSaysFromWhereAndWhatItRepeats() {
        Event first = arrived("in-1", SOURCE, "k-1", OptionalLong.empty(), false);
        Event second = arrived("", SOURCE, "k-1", OptionalLong.of(first.sequence()), true);

        var shown = rig.get(EVENTS + "/" + second.id().value());
        assertThat(shown.text("source")).isEqualTo(SOURCE);
        assertThat(shown.text("idempotency_key")).isEqualTo("k-1");
        assertThat(shown.text("duplicate_of")).isEqualTo("in-1");
        assertThat(shown.json().path("superseded").booleanValue()).isTrue();
        assertThat(shown.json().path("size").intValue()).isEqualTo(2);

        var list = rig.get(EVENTS).json().path("data");
        for (String field : OF_AN_ORIGIN) {
            assertThat(list.get(0).path(field)).as(field).isEqualTo(shown.json().path(field));
        }
        assertThat(list.get(1).has("duplicate_of")).isFalse();
        assertThat(list.get(1).path("superseded").booleanValue()).isFalse();
    }

    @Test
    void anEventThatNobodySentInSaysNothingOfIt() {
        String id = rig.event("order.paid");
        arrived("in-1", SOURCE, "", OptionalLong.empty(), false);

        for (String field : OF_AN_ORIGIN) {
            assertThat(rig.get(EVENTS + "/" + id).json().has(field)).as(field).isFalse();
            assertThat(rig.get(EVENTS).json().path("data").get(1).has(field)).as(field).isFalse();
        }
        assertThat(rig.get(EVENTS + "/in-1").json().has("idempotency_key")).isFalse();
    }

    private String origin(String id) {
        return rig.get(EVENTS + "/" + id).json().path("origin").toString();
    }

    @Test
    void everyEventSaysWhereItComesFrom() {
        String endpoint = rig.endpoint("");
        String published = rig.event("order.paid");
        String test = rig.post("/api/v1/endpoints/" + endpoint + "/test", "{}").text("event");
        String came = arrived("in-1", SOURCE, "", OptionalLong.empty(), false).id().value();

        assertThat(origin(published)).matches("\\{\"kind\":\"key\",\"id\":\"[^\"]+\"}");
        assertThat(origin(test)).isEqualTo(origin(published));
        assertThat(origin(came)).isEqualTo("{\"kind\":\"source\",\"id\":\"" + SOURCE + "\"}");
        assertThat(rig.get(EVENTS + "?id=" + published).json().at("/data/0/origin").toString())
                .isEqualTo(origin(published));
    }

    @Test
    void whatWasKeptBeforeThatWasSaysNothingOfIt() {
        long sequence = rig.ids.next();
        Instant now = rig.time.now();
        EventId id = EventId.of(sequence);
        Event old =
                new Event(
                        sequence,
                        ProjectId.DEFAULT,
                        id,
                        "order.paid",
                        "",
                        now,
                        now,
                        Event.JSON,
                        Payload.of("{}"));
        rig.engine.commit(Change.accept(List.of(old), List.of()));

        assertThat(rig.get(EVENTS + "/" + id.value()).json().has("origin")).isFalse();
        assertThat(listed("?origin=key")).isEmpty();
        assertThat(listed("")).containsExactly(id.value());
    }

    @Test
    void eventsAreListedByWhoHadThemMade() {
        String first = rig.event("order.paid");
        String second = rig.event("order.paid");
        arrived("in-1", SOURCE, "", OptionalLong.empty(), false);
        rig.engine.commit(
                Change.accept(List.of(told("told", MadeBy.SERVER)), List.of())
                        .and(Change.accept(List.of(told("job", MadeBy.job("gen_1"))), List.of())));
        String key = rig.get(EVENTS + "/" + first).json().at("/origin/id").asString();

        assertThat(listed("?origin=key&limit=1")).containsExactly(second);
        assertThat(listed("?origin=key")).containsExactly(second, first);
        assertThat(listed("?origin=key:" + key)).containsExactly(second, first);
        assertThat(listed("?origin=key:" + key + "&type=order.*")).containsExactly(second, first);
        assertThat(listed("?origin=key:other")).isEmpty();
        assertThat(listed("?origin=server")).containsExactly("told");
        assertThat(listed("?origin=job:gen_1")).containsExactly("job");
        assertThat(listed("?origin=job:gen_1&unmatched=true")).containsExactly("job");
        for (String wrong : List.of("kay", "source:" + SOURCE, "source", ":", "key_1")) {
            assertThat(rig.get(EVENTS + "?origin=" + wrong).faultyFields())
                    .as(wrong)
                    .containsExactly("origin");
        }
    }

    private Event told(String id, Made by) {
        Event plain = arrived("of-" + id, "src_2", "", OptionalLong.empty(), false);
        return new Event(
                        rig.ids.next(),
                        ProjectId.DEFAULT,
                        new EventId(id),
                        plain.type(),
                        "",
                        plain.occurredAt(),
                        plain.acceptedAt(),
                        Event.JSON,
                        plain.payload())
                .from(by);
    }

    @Test
    void whatIsRepeatedMayBeForgotten() {
        Event first = arrived("", SOURCE, "k-1", OptionalLong.empty(), false);
        rig.store.prune(rig.time.now().plusSeconds(1), Instant.EPOCH, 10);
        Event second = arrived("", SOURCE, "k-1", OptionalLong.of(first.sequence()), false);

        assertThat(rig.get(EVENTS + "/" + second.id().value()).text("duplicate_of"))
                .isEqualTo(first.id().value());
    }

    @Test
    void theEventsOfASourceAreListed() {
        rig.event("stripe/invoice.paid");
        arrived("in-1", SOURCE, "", OptionalLong.empty(), false);
        arrived("in-2", "src_2", "", OptionalLong.empty(), false);
        arrived("in-3", SOURCE, "", OptionalLong.empty(), false);

        assertThat(listed("?source=" + SOURCE)).containsExactly("in-3", "in-1");
        assertThat(listed("?source=" + SOURCE + "&type=stripe/*&limit=1")).containsExactly("in-3");
        assertThat(listed("?source=" + SOURCE + "&type=github/*")).isEmpty();
        assertThat(listed("?source=src_3")).isEmpty();
    }

    @Test
    void aTypeMayHoldSlashesAndSoMayThePatternsOfEndpoints() {
        rig.endpoint(",\"event_types\":[\"stripe/*\",\"*/push\"]");
        String invoice = rig.event("stripe/invoice.payment_failed");
        String push = rig.event("github/push");
        rig.event("stripe.invoice");
        rig.event("github/pushed");

        rig.awaitCount(StateName.SUCCEEDED, 2);
        assertThat(rig.deliveries(10)).hasSize(2);
        assertThat(listed("?type=*/*")).contains(invoice, push).hasSize(3);
        assertThat(listed("?type=stripe/*")).containsExactly(invoice);
        for (String type : List.of("/", "a/", "/a", "a//b", "a./b", "a/*")) {
            var refused = rig.post(EVENTS, "{\"type\":\"" + type + "\",\"data\":1}");
            assertThat(refused.faultyFields()).as(type).containsExactly("type");
        }
    }
}
