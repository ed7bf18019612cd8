package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.events.FunctionEnvelope;
import dev.ringback.server.functions.events.EventNames;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FunctionEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T16:56:25.798Z");
    private static final long SEQUENCE = 385_000_000_000_000_123L;
    private static final String SEEDED = "01HF7YAT000000000000000001";

    private static CanonicalJson json(String text) {
        return CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static FunctionEvent event(String internalId, Optional<String> id, String data) {
        return new FunctionEvent(
                internalId,
                "demo/a",
                id,
                json(data),
                Optional.empty(),
                NOW,
                Optional.empty(),
                Optional.empty());
    }

    private static Event kept(FunctionEvent event) {
        return FunctionEvents.event(ProjectId.DEFAULT, event, SEQUENCE, NOW.plusMillis(5));
    }

    private static FunctionEvent named(String name, String internalId, String id) {
        return new FunctionEvent(
                internalId,
                name,
                Optional.of(id),
                json("{}"),
                Optional.empty(),
                NOW,
                Optional.empty(),
                Optional.empty());
    }

    private static Event published(String contentType, byte[] payload) {
        return new Event(
                SEQUENCE,
                ProjectId.DEFAULT,
                EventId.of(SEQUENCE),
                "stripe/invoice.paid",
                "in_1",
                NOW,
                NOW,
                contentType,
                Payload.of(payload));
    }

    private static String data(String payload) {
        return FunctionEvents.read(published(Event.JSON, payload.getBytes(StandardCharsets.UTF_8)))
                .data()
                .toString();
    }

    @Test
    void whatHasNothingBesideItsDataIsKeptAsAnyOtherEvent() {
        FunctionEvent event = event(Ulid.of(SEQUENCE), Optional.empty(), "{\"b\":[1,{}]}");
        Event kept = kept(event);

        assertThat(kept.id()).isEqualTo(EventId.of(SEQUENCE));
        assertThat(kept.contentType()).isEqualTo(Event.JSON);
        assertThat(kept.payload().text()).isEqualTo("{\"b\":[1,{}]}");
        assertThat(kept.subject()).isEmpty();
        assertThat(kept.occurredAt()).isEqualTo(NOW);
        assertThat(FunctionEvents.read(kept)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"\":null,\"data\":{\"data\":{}},\"user\":1}",
                "{\"n\":12345678901234567890,\"e\":1e-7,\"z\":-0.0}",
                "{\"s\":\"\\u2028 \\ud800 \\u0000 é\"}"
            })
    void whatItHasIsReadAgainAsItWas(String data) {
        FunctionEvent event =
                new FunctionEvent(
                        Ulid.of(SEQUENCE),
                        "demo/a",
                        Optional.of("own"),
                        json(data),
                        Optional.of(json("{\"id\":7}")),
                        NOW,
                        Optional.of("2"),
                        Optional.of(json("{\"sessions\":{\"a\":\"b\"}}")));
        Event kept = kept(event);

        assertThat(kept.contentType()).isEqualTo(FunctionEnvelope.MEDIA_TYPE);
        assertThat(kept.id()).isEqualTo(new EventId("own"));
        assertThat(FunctionEvents.read(kept)).isEqualTo(event);
        assertThat(FunctionEnvelope.opened(kept).contentType()).isEqualTo(Event.JSON);
        assertThat(FunctionEnvelope.opened(kept).payload().text()).isEqualTo(json(data).toString());
    }

    @Test
    void anIdOfASeedNamesTheEventAndIsNotItsOwn() {
        FunctionEvent event = event(SEEDED, Optional.empty(), "{}");
        Event kept = kept(event);

        assertThat(kept.id()).isEqualTo(new EventId(SEEDED));
        assertThat(FunctionEvents.read(kept)).isEqualTo(event);
        assertThat(FunctionEvents.read(kept).shownId()).isEqualTo(SEEDED);
    }

    @Test
    void anOwnIdCountsMoreThanTheSeed() {
        Event kept = kept(event(SEEDED, Optional.of("order-7"), "{}"));

        assertThat(kept.id()).isEqualTo(new EventId("order-7"));
        assertThat(kept.contentType()).isEqualTo(Event.JSON);
        assertThat(FunctionEvents.read(kept).id()).hasValue("order-7");
        assertThat(FunctionEvents.read(kept).internalId()).isEqualTo(Ulid.of(SEQUENCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "é", "gen_1:completed", "evt_0000000000001", "sha256:x", "inngest:x"})
    void anOwnIdThatNamesNoEventHereIsKeptWithItAndKnownAgain(String own) {
        Event kept = kept(event(SEEDED, Optional.of(own), "{}"));

        assertThat(kept.id().value()).matches("sha256:[0-9a-f]{64}");
        assertThat(kept(event(SEEDED, Optional.of(own), "{\"x\":1}")).id()).isEqualTo(kept.id());
        assertThat(FunctionEvents.read(kept).id()).hasValue(own);
        assertThat(EventNames.asked(own)).contains(kept.id());
    }

    @Test
    void anOwnIdThatLooksLikeOneOfOursIsShownAllTheSame() {
        Event kept = kept(event(Ulid.of(SEQUENCE), Optional.of(SEEDED), "{}"));

        assertThat(kept.id()).isEqualTo(new EventId(SEEDED));
        assertThat(FunctionEvents.read(kept).shownId()).isEqualTo(SEEDED);
    }

    @Test
    void whatTheServerTellsIsNotKeptOutByASendersId() {
        Event sent = kept(event(Ulid.of(SEQUENCE), Optional.of(SEEDED), "{}"));
        Event failed = kept(named("inngest/function.failed", SEEDED, SEEDED));
        Event one =
                kept(named("inngest/scheduled.timer", Ulid.of(SEQUENCE), "2026-11-29T17:00:00Z"));

        assertThat(failed.id()).isNotEqualTo(sent.id());
        assertThat(FunctionEvents.read(failed))
                .isEqualTo(named("inngest/function.failed", SEEDED, SEEDED));
        assertThat(EventNames.asked(SEEDED)).contains(failed.id());
        assertThat(one.id()).isEqualTo(EventId.of(SEQUENCE));
        assertThat(FunctionEvents.read(one).id()).hasValue("2026-11-29T17:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"b": 1.0, "a": "\\u00e9"} | {"a":"é","b":1}
                    [1]                        | {"body":"[1]"}
                    "x"                        | {"body":"\\"x\\""}
                    From=%2B1&To=x             | {"body":"From=%2B1&To=x"}
                    {"a":1,"a":2}              | {"body":"{\\"a\\":1,\\"a\\":2}"}
                    {"a":1e999}                | {"body":"{\\"a\\":1e999}"}
                    ``                         | {"body":""}
                    """)
    void otherEventsHaveTheirPayloadAsData(String payload, String data) {
        assertThat(data(payload)).isEqualTo(data);
    }

    @Test
    void bytesThatAreNoTextAreBase64() {
        FunctionEvent event =
                FunctionEvents.read(published("image/png", new byte[] {(byte) 0x89, 'P'}));
        assertThat(event.data()).hasToString("{\"body_base64\":\"iVA=\"}");
        assertThat(event.name()).isEqualTo("stripe/invoice.paid");
        assertThat(event.id()).isEmpty();
        assertThat(event.internalId()).isEqualTo(Ulid.of(SEQUENCE));
    }

    @Test
    void whoeverSendsToASourceWrapsNothing() {
        byte[] payload = "{\"data\":{},\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        var origin = new Arrived("src_1", "", OptionalLong.empty(), false, Payload.EMPTY);
        FunctionEvent event =
                FunctionEvents.read(published(FunctionEnvelope.MEDIA_TYPE, payload).from(origin));
        assertThat(event.id()).isEmpty();
        assertThat(event.data()).hasToString("{\"data\":{},\"id\":\"x\"}");
    }
}
