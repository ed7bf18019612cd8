package dev.ringback.server.delivery;

import static dev.ringback.server.delivery.RecordingWire.answer;
import static dev.ringback.server.delivery.RecordingWire.fault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.port.Wire;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.EndpointState.Disabled;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Failing;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryKindTest {

    private static final Instant NOW = Samples.NOON.plusSeconds(60);
    private static final ManualTime TIME = new ManualTime(NOW);
    private static final Event EVENT = Samples.event("order.paid", "{}");

    private final Endpoint endpoint =
            EndpointDraft.of("target").delays(Duration.ofSeconds(5)).make();
    private final Endpoint listener =
            EndpointDraft.of("listener").types("endpoint.*", "delivery.*").make();
    private final EndpointCodec codec = Samples.codec();
    private final Endpoints endpoints = Samples.registry(endpoint, listener);
    private final RecordingWire wire = new RecordingWire();
    private final DeliveryKind kind = kind(wire);

    private DeliveryKind kind(Wire wire) {
        return kind(wire, TIME);
    }

    private DeliveryKind kind(Wire wire, ManualTime time) {
        SeededIds ids = new SeededIds(1_000);
        var direct = new DirectWebhooks(new MemoryStore(), Samples.vault());
        var router = new Router(endpoints, ids, Samples.filters());
        var registry = new DeliveryKind.Registry(endpoints, codec, direct, router);
        return new DeliveryKind(registry, wire, ids, time, () -> 0.5, "1.2.3");
    }

    private static Call call(String lane, int attempts) {
        CallId id = new CallId(5);
        return Call.of(id, ProjectId.DEFAULT, "delivery", new LaneId(lane), 1, Samples.NOON)
                .with(new CallState.Running(NOW), attempts);
    }

    private Settlement settle(int attempts, Reply reply, Instant now) {
        return kind.settle(call("target", attempts), EVENT, reply, now);
    }

    private Endpoint put(Settlement settlement) {
        assertThat(settlement.consequences().puts()).hasSize(1);
        return codec.decode(settlement.consequences().puts().getFirst());
    }

    private static List<String> types(Settlement settlement) {
        return settlement.consequences().events().stream().map(Event::type).toList();
    }

    /** What the engine does after a commit. */
    private void commit(Settlement settlement) {
        endpoints.committed(settlement.consequences());
    }

    @Test
    void aDeliveryIsAPostToTheEndpoint() {
        Prepared prepared = kind.prepare(call("target", 0), EVENT, NOW);

        assertThat(prepared).isInstanceOf(Prepared.Send.class);
        Prepared.Send send = (Prepared.Send) prepared;
        assertThat(send.request().url()).isEqualTo(endpoint.url());
        assertThat(send.request().body().text())
                .isEqualTo(
                        "{\"type\":\"order.paid\",\"timestamp\":\"2026-03-13T12:00:00.007Z\","
                                + "\"data\":{}}");
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void aDeliveryToADeletedEndpointIsRefused() {
        assertThat(kind.prepare(call("gone", 0), EVENT, NOW))
                .isEqualTo(Prepared.Decide.refusing("endpoint was deleted"));
        assertThat(kind.settle(call("gone", 0), EVENT, answer(500), NOW))
                .isEqualTo(Settlement.of(new Outcome.Refused("endpoint was deleted")));
        assertThat(kind.settle(call("gone", 0), EVENT, answer(204), NOW))
                .isEqualTo(Settlement.of(new Outcome.Success()));
    }

    @Test
    void aChangedEndpointIsWrittenToInItsNewWay() {
        kind.prepare(call("target", 0), EVENT, NOW);
        Endpoint other = EndpointDraft.of("target").format(Format.RAW).header("X-Key", "1").make();
        Endpoint changed = other.paused(NOW);
        endpoints.applied(changed);

        Prepared.Send send = (Prepared.Send) kind.prepare(call("target", 1), EVENT, NOW);

        assertThat(send.request().body()).isEqualTo(EVENT.payload());
        assertThat(send.request().headers()).contains(new Header("X-Key", "1"));
    }

    @Test
    void aSuccessChangesNothingElse() {
        assertThat(settle(0, answer(204), NOW)).isEqualTo(Settlement.of(new Outcome.Success()));
    }

    @Test
    void theFirstFailureIsRememberedAndTheNextWritesNothing() {
        Settlement first = settle(0, answer(500), NOW);
        assertThat(first.outcome())
                .isEqualTo(new Outcome.Retry(NOW.plusSeconds(5), "answered 500"));
        assertThat(put(first).failingSince()).contains(NOW);
        assertThat(first.consequences().events()).isEmpty();
        commit(first);

        assertThat(settle(0, answer(500), NOW.plusSeconds(1)).consequences().puts()).isEmpty();
    }

    @Test
    void theFirstSuccessAfterFailuresIsRemembered() {
        commit(settle(0, answer(500), NOW));

        Settlement success = settle(1, answer(200), NOW.plusSeconds(60));

        assertThat(put(success).failingSince()).isEmpty();
        commit(success);
        assertThat(settle(1, answer(200), NOW.plusSeconds(61)).consequences().puts()).isEmpty();
    }

    @Test
    void spentRetriesAreAnnounced() {
        Settlement settlement = settle(1, fault(WireFault.TIMEOUT), NOW);

        assertThat(settlement.outcome())
                .isEqualTo(new Outcome.Refused("nobody there; no retries left after 2 attempts"));
        assertThat(types(settlement)).containsExactly("delivery.dead");
        Event dead = settlement.consequences().events().getFirst();
        assertThat(dead.payload().text())
                .isEqualTo(
                        "{\"delivery_id\":\"call_0000000000005\",\"endpoint_id\":\"target\","
                                + "\"event_id\":\"evt_0000000000001\","
                                + "\"event_type\":\"order.paid\",\"reason\":\"nobody there;"
                                + " no retries left after 2 attempts\",\"attempts\":2}");
        assertThat(settlement.consequences().calls())
                .extracting(call -> call.lane().value())
                .containsExactly("listener");
    }

    @Test
    void a410DisablesTheEndpoint() {
        Settlement settlement = settle(0, answer(410), NOW);

        assertThat(settlement.outcome()).isEqualTo(new Outcome.Refused("answered 410"));
        assertThat(put(settlement).state()).isEqualTo(new Disabled("answered 410 Gone"));
        assertThat(types(settlement)).containsExactly("delivery.dead", "endpoint.disabled");
        assertThat(settlement.consequences().events().get(1).payload().text())
                .isEqualTo(
                        "{\"endpoint_id\":\"target\",\"name\":\"orders\","
                                + "\"reason\":\"answered 410 Gone\","
                                + "\"disabled_at\":\"2026-03-13T12:01:00.007Z\"}");
        assertThat(settlement.consequences().calls())
                .extracting(call -> call.lane().value())
                .containsExactly("listener", "listener");
    }

    @Test
    void anEndpointThatIsDisabledAlreadyIsNotDisabledAgain() {
        commit(settle(0, answer(410), NOW));

        Settlement next = settle(0, answer(410), NOW.plusSeconds(20));

        assertThat(types(next)).containsExactly("delivery.dead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivery.dead", "endpoint.disabled"})
    void whatBecomesOfAnOperationalEventIsNotAnnounced(String type) {
        Event operational = Samples.event(type, "{}");

        Settlement dead = kind.settle(call("target", 1), operational, answer(500), NOW);
        assertThat(dead.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(dead.consequences().events()).isEmpty();
        commit(dead);

        Settlement gone =
                kind.settle(call("target", 0), operational, answer(410), NOW.plusSeconds(20));
        assertThat(gone.consequences().events()).isEmpty();
        assertThat(put(gone).takesEvents()).isFalse();
    }

    @Test
    void ofManyFailuresAtOnceOneChangesTheDocument() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        Callable<Settlement> settle =
                () -> {
                    start.await();
                    return settle(0, answer(500), NOW);
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = IntStream.range(0, 50).mapToObj(_ -> threads.submit(settle)).toList();
            start.countDown();
            int puts = 0;
            for (var future : futures) {
                puts += future.get().consequences().puts().size();
            }
            assertThat(puts).isEqualTo(1);
        }
    }

    @Test
    void aChangeThatWasDroppedIsTriedAgainAfterTenSeconds() {
        assertThat(settle(0, answer(500), NOW).consequences().puts()).hasSize(1);
        Instant end = NOW.plus(DocumentClaims.TERM);

        assertThat(settle(0, answer(500), end.minusMillis(1)).consequences().puts()).isEmpty();
        assertThat(settle(0, answer(500), end).consequences().puts()).hasSize(1);
    }

    @Test
    void aClaimFromBeforeTheClockWasSetBackStandsInNobodysWay() {
        assertThat(settle(0, answer(500), NOW).consequences().puts()).hasSize(1);
        Instant back = NOW.minus(Duration.ofHours(2));

        assertThat(settle(0, answer(500), back).consequences().puts()).hasSize(1);
    }

    @Test
    void anEndpointThatFailsSinceATimeToComeFailsFromNowOn() {
        endpoints.applied(endpoint.failing(Failing.from(NOW.plus(Duration.ofDays(3650)))));

        assertThat(put(settle(0, answer(500), NOW)).failingSince()).contains(NOW);
    }

    @Test
    void afterSomebodyElsesEditTheChangeIsMadeAgainOnTheNewRevision() {
        settle(0, answer(500), NOW);
        endpoints.applied(endpoint.paused(NOW));

        Endpoint next = put(settle(0, answer(500), NOW));

        assertThat(next.revision()).isEqualTo(3);
        assertThat(next.state().word()).isEqualTo("paused");
        assertThat(next.failingSince()).contains(NOW);
    }

    @Test
    void clientErrorsAreFinalForInferenceFormatsOnly() {
        endpoints.applied(EndpointDraft.of("inference").format(Format.INFERENCE).make());

        assertThat(settle(0, answer(400), NOW).outcome()).isInstanceOf(Outcome.Retry.class);
        assertThat(kind.settle(call("inference", 0), EVENT, answer(400), NOW).outcome())
                .isEqualTo(new Outcome.Refused("answered 400"));
        assertThat(kind.settle(call("inference", 0), EVENT, answer(429), NOW).outcome())
                .isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void anEndpointThatIsNotReadyIsTriedAgain() {
        endpoints.applied(EndpointDraft.of("asked").readinessCheck().make());
        RecordingWire unready = new RecordingWire(answer(503));
        DeliveryKind asking = kind(unready);

        Prepared prepared = asking.prepare(call("asked", 0), EVENT, NOW);

        assertThat(prepared)
                .isEqualTo(
                        new Prepared.Decide(
                                Settlement.of(
                                        new Outcome.Retry(
                                                NOW.plus(DeliveryKind.NOT_READY),
                                                "readiness check (OPTIONS) answered 503"))));
    }

    @Test
    void whatIsSignedIsNotOlderThanItIsSent() {
        ManualTime time = new ManualTime(NOW);
        endpoints.applied(EndpointDraft.of("asked").readinessCheck().make());
        Wire slow =
                (_, _) -> {
                    time.advance(Duration.ofSeconds(9));
                    return answer(204);
                };

        Prepared prepared = kind(slow, time).prepare(call("asked", 0), EVENT, NOW);

        String sent = Long.toString(NOW.plusSeconds(9).getEpochSecond());
        assertThat(((Prepared.Send) prepared).request().headers())
                .contains(new Header("webhook-timestamp", sent));
    }

    @Test
    void aFailedDeliveryIsPrecededByAnotherReadinessCheck() {
        endpoints.applied(EndpointDraft.of("asked").readinessCheck().make());
        asked(0, 204);
        assertThat(wire.sent).hasSize(1);
        asked(0, 500);
        assertThat(wire.sent).hasSize(1);
        asked(1, 204);
        assertThat(wire.sent).hasSize(2);
    }

    private void asked(int attempts, int status) {
        Call call = call("asked", attempts);
        assertThat(kind.prepare(call, EVENT, NOW)).isInstanceOf(Prepared.Send.class);
        commit(kind.settle(call, EVENT, answer(status), NOW));
    }

    @Test
    void theSettlementNeverSettles() {
        Change consequences = settle(1, answer(410), NOW).consequences();

        assertThat(consequences.settle()).isEqualTo(Optional.empty());
    }
}
