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
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.PredictionSignature;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.protocol.Verification;
import dev.ringback.protocol.WebhookVerifier;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries to webhooks that jobs named. */
class DirectDeliveriesTest {

    private static final Instant NOW = Samples.NOON.plusSeconds(60);
    private static final ManualTime TIME = new ManualTime(NOW);
    private static final URI URL = URI.create("https://hooks.example/a?token=hush");
    private static final String JOB = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Event EVENT =
            Samples.event(
                    7, "prediction.started", JOB, Event.JSON, Payload.of("{ \"id\": \"3fa\" }"));
    private static final LaneId LANE = DirectWebhook.lane(ProjectId.DEFAULT, URL);

    private final MemoryStore store = new MemoryStore();
    private final RecordingWire wire = new RecordingWire();
    private final DeliveryKind kind = kind(Samples.vault());

    private DeliveryKind kind(Vault vault) {
        SeededIds ids = new SeededIds(1_000);
        Endpoints endpoints =
                Samples.registry(EndpointDraft.of("listener").types("delivery.*").make());
        var registry =
                new DeliveryKind.Registry(
                        endpoints,
                        Samples.codec(),
                        new DirectWebhooks(store, vault),
                        new Router(endpoints, ids, Samples.filters()));
        return new DeliveryKind(registry, wire, ids, TIME, () -> 0.5, "1.2.3");
    }

    private void named(Format format, String secret) {
        Optional<Secret> text = Optional.of(secret).filter(s -> !s.isEmpty()).map(Secret::new);
        var webhook = new DirectWebhook(ProjectId.DEFAULT, JOB, URL, text, format);
        var webhooks = new DirectWebhooks(store, Samples.vault());
        store.commit(List.of(Change.put(webhooks.document(webhook, NOW.plusSeconds(600)))));
    }

    private static Call call(LaneId lane, int attempts) {
        return Call.of(new CallId(5), ProjectId.DEFAULT, "delivery", lane, 7, Samples.NOON)
                .with(new CallState.Running(NOW), attempts);
    }

    private Prepared.Send sent(Instant now) {
        return (Prepared.Send) kind.prepare(call(LANE, 0), EVENT, now);
    }

    private static HeaderValues headers(Prepared.Send send) {
        return name ->
                send.request().headers().stream()
                        .filter(header -> header.name().equalsIgnoreCase(name))
                        .map(Header::value)
                        .toList();
    }

    private static Verification verify(Prepared.Send send, String secret, Instant now) {
        return PredictionSignature.verify(
                headers(send),
                send.request().body().bytes(),
                List.of(PredictionSecret.of(secret)),
                PredictionSignature.DEFAULT_TOLERANCE,
                now);
    }

    @Test
    void theEventIsPostedToTheUrlThatTheJobNamed() {
        named(Format.PREDICTION, "");

        Prepared.Send send = sent(NOW);

        assertThat(send.request().method()).isEqualTo("POST");
        assertThat(send.request().url()).isEqualTo(URL);
        assertThat(send.request().deadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(send.request().body()).isEqualTo(EVENT.payload());
        assertThat(send.request().headers())
                .containsExactly(
                        new Header("Content-Type", "application/json"),
                        new Header("User-Agent", "Ringback/1.2.3"),
                        new Header("webhook-id", "evt_0000000000007"),
                        new Header("webhook-timestamp", "1773403260"));
        assertThat(wire.sent).as("readiness checks").isEmpty();
    }

    @Test
    void aSecretOfAnyTextSignsThePredictionAnewOnEachAttempt() {
        named(Format.PREDICTION, "top-secret");
        Instant later = NOW.plusSeconds(3_600);

        assertThat(headers(sent(NOW)).named("webhook-signature")).isEmpty();
        assertThat(verify(sent(NOW), "top-secret", NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(sent(later), "top-secret", later))
                .isInstanceOf(Verification.Verified.class);
        assertThat(verify(sent(NOW), "top-secret", later))
                .isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void aStandardWebhooksSecretSignsBothWays() {
        named(Format.PREDICTION, WHSEC);

        Prepared.Send send = sent(NOW);

        assertThat(verify(send, WHSEC, NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(
                        WebhookVerifier.of(SymmetricKey.parse(WHSEC))
                                .verify(headers(send), send.request().body().bytes(), NOW))
                .isInstanceOf(Verification.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_not base64", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void whatIsNoStandardWebhooksSecretSignsThePredictionOnly(String secret) {
        named(Format.PREDICTION, secret);

        assertThat(headers(sent(NOW)).named("webhook-signature")).isEmpty();
        assertThat(verify(sent(NOW), secret, NOW)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void otherFormatsCarryNoPredictionSignature() {
        named(Format.OPENAI, WHSEC);

        Prepared.Send send = sent(NOW);

        assertThat(headers(send).named("wriftai-webhook-signature")).isEmpty();
        assertThat(headers(send).named("webhook-signature")).hasSize(1);
        assertThat(send.request().body().text()).contains("\"data\":{\"id\":\"" + JOB + "\"}");
    }

    @Test
    void aJobWhoseWebhookIsGoneIsRefused() {
        assertThat(kind.prepare(call(LANE, 0), EVENT, NOW))
                .isEqualTo(
                        Prepared.Decide.refusing(
                                "its job named no webhook, or it is no longer kept"));
    }

    @Test
    void anEventInTheLaneOfAnotherHostIsRefused() {
        named(Format.PREDICTION, "");
        LaneId other = DirectWebhook.lane(ProjectId.DEFAULT, URI.create("https://other.example"));

        assertThat(kind.prepare(call(other, 0), EVENT, NOW)).isInstanceOf(Prepared.Decide.class);
    }

    @Test
    void aSecretThatDoesNotOpenIsAReasonAndNoBug() {
        named(Format.PREDICTION, "top-secret");
        var keys = List.of(VaultKey.generate(new SecureRandom()));
        DeliveryKind other = kind(new Vault(keys, new SecureRandom()));

        Prepared prepared = other.prepare(call(LANE, 0), EVENT, NOW);

        assertThat(prepared).isInstanceOf(Prepared.Decide.class);
        Outcome outcome = ((Prepared.Decide) prepared).settlement().outcome();
        assertThat(((Outcome.Refused) outcome).reason())
                .startsWith("a stored secret was encrypted with the key ");
    }

    @Test
    void failuresAreTriedAgainAfterTheUsualDelays() {
        for (Reply reply : List.of(answer(500), answer(400), fault(WireFault.TIMEOUT))) {
            Settlement settlement = kind.settle(call(LANE, 1), EVENT, reply, NOW);

            assertThat(settlement.consequences()).isEqualTo(Settlement.NOTHING);
            assertThat(settlement.outcome()).isInstanceOf(Outcome.Retry.class);
            assertThat(((Outcome.Retry) settlement.outcome()).at())
                    .isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        }
    }

    @Test
    void aSuccessChangesNothingElse() {
        assertThat(kind.settle(call(LANE, 0), EVENT, answer(204), NOW))
                .isEqualTo(Settlement.of(new Outcome.Success()));
    }

    @Test
    void aDeathIsAnnouncedWithoutWhatMayBeSecretInTheUrl() {
        named(Format.PREDICTION, "top-secret");

        Settlement settlement = kind.settle(call(LANE, 0), EVENT, answer(410), NOW);

        assertThat(settlement.outcome()).isEqualTo(new Outcome.Refused("answered 410"));
        assertThat(settlement.consequences().puts()).isEmpty();
        Event dead = settlement.consequences().events().getFirst();
        assertThat(dead.type()).isEqualTo("delivery.dead");
        assertThat(dead.payload().text())
                .isEqualTo(
                        "{\"delivery_id\":\"call_0000000000005\",\"endpoint_id\":null,"
                                + "\"origin\":\"https://hooks.example\","
                                + "\"event_id\":\"evt_0000000000007\","
                                + "\"event_type\":\"prediction.started\","
                                + "\"reason\":\"answered 410\",\"attempts\":1}");
        assertThat(settlement.consequences().calls())
                .extracting(call -> call.lane().value())
                .containsExactly("listener");
    }

    @Test
    void aRefusedAddressAndSpentRetriesAreFinal() {
        assertThat(
                        kind.settle(call(LANE, 0), EVENT, fault(WireFault.ADDRESS_REFUSED), NOW)
                                .outcome())
                .isInstanceOf(Outcome.Refused.class);
        assertThat(kind.settle(call(LANE, 8), EVENT, answer(500), NOW).outcome())
                .isInstanceOf(Outcome.Retry.class);
        assertThat(kind.settle(call(LANE, 9), EVENT, answer(500), NOW).outcome())
                .isEqualTo(new Outcome.Refused("answered 500; no retries left after 10 attempts"));
    }
}
