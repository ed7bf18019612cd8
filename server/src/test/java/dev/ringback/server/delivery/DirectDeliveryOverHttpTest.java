package dev.ringback.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.net.wire.Resolver;
import dev.ringback.net.wire.WireOptions;
import dev.ringback.net.wire.guard.AddressGuard;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.PredictionSignature;
import dev.ringback.protocol.Verification;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.vault.Secret;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.ThrowingListener;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Webhooks that jobs named, on an engine and over real sockets. */
class DirectDeliveryOverHttpTest {

    private static final String JOB = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final String BODY = "{ \"id\":\"3fa\", \"status\":\"started\" }";

    private final ManualTime time = new ManualTime(Samples.NOON.plusSeconds(60));
    private final MemoryStore store = new MemoryStore();
    private final SeededIds ids = new SeededIds(1_000);
    private final Endpoints endpoints = Samples.registry();
    private final Router router = new Router(endpoints, ids, Samples.filters());
    private final DirectWebhooks webhooks = new DirectWebhooks(store, Samples.vault());

    private Engine engine(HttpWire wire) {
        var registry = new DeliveryKind.Registry(endpoints, Samples.codec(), webhooks, router);
        var kind = new DeliveryKind(registry, wire, ids, time, () -> 0.5, "1.2.3");
        var engine =
                new Engine(
                        store,
                        List.of(kind),
                        DirectWebhook::policy,
                        time,
                        new ThrowingListener(),
                        List.of(),
                        EngineLimits.DEFAULT,
                        ByteBudget.ofHeap(512L << 20),
                        new SharedLimits());
        engine.start();
        return engine;
    }

    private static HttpWire wire(AddressGuard guard) throws NoSuchAlgorithmException {
        return new HttpWire(
                guard,
                Resolver.system(),
                SSLContext.getDefault(),
                WireOptions.DEFAULT,
                ManualTime.atNoon());
    }

    private void announce(Engine engine, RudeReceiver receiver) {
        var secret = Optional.of(new Secret("top-secret"));
        var url = receiver.url("/webhooks/wriftai");
        var webhook = new DirectWebhook(ProjectId.DEFAULT, JOB, url, secret, Format.PREDICTION);
        Event event = Samples.event(7, "prediction.started", JOB, Event.JSON, Payload.of(BODY));
        Change document = Change.put(webhooks.document(webhook, time.now().plusSeconds(600)));
        engine.commit(router.address(event, webhook.lane()).and(document));
    }

    private Call delivery() {
        return store.calls(CallQuery.of(ProjectId.DEFAULT, "delivery", 1)).entries().getFirst();
    }

    private Verification verify(Received received) {
        HeaderValues headers =
                name ->
                        received.headers().stream()
                                .filter(header -> header.name().equalsIgnoreCase(name))
                                .map(Header::value)
                                .toList();
        return PredictionSignature.verify(
                headers,
                received.body().bytes(),
                List.of(PredictionSecret.of("top-secret")),
                PredictionSignature.DEFAULT_TOLERANCE,
                time.now());
    }

    @Test
    void aFailedDeliveryIsMadeAgainAndSignedAnewAndItsLaneIsForgotten() throws Exception {
        try (var receiver = RudeReceiver.start(Behaviour.Answer.of(500, ""), Behaviour.OK);
                var wire = wire(AddressGuard.allowingPrivate())) {
            Engine engine = engine(wire);
            announce(engine, receiver);
            Eventually.until(
                    "it waits for its retry",
                    () -> delivery().attempts() == 1 && time.pendingAlarms() > 0);
            time.advance(Duration.ofSeconds(6));
            Eventually.until(
                    "it is delivered", () -> delivery().state() instanceof CallState.Succeeded);

            List<Received> received = receiver.await(2);
            assertThat(received).allMatch(each -> each.body().text().equals(BODY));
            assertThat(received.getLast().path()).isEqualTo("/webhooks/wriftai");
            assertThat(verify(received.getLast())).isInstanceOf(Verification.Verified.class);
            assertThat(received.getFirst().header("wriftai-webhook-signature"))
                    .isNotEqualTo(received.getLast().header("wriftai-webhook-signature"));
            Eventually.until("its lane is forgotten", () -> engine.lanes().findAny().isEmpty());
            assertThat(engine.stop(Eventually.PATIENCE)).isTrue();
        }
    }

    @Test
    void anAddressThatIsRefusedIsFinalAndNoConnectionIsMade() throws Exception {
        try (var receiver = RudeReceiver.start(Behaviour.OK);
                var wire = wire(AddressGuard.strict())) {
            Engine engine = engine(wire);
            announce(engine, receiver);
            Eventually.until("it is dead", () -> delivery().state() instanceof CallState.Dead);

            assertThat(receiver.connections()).isZero();
            assertThat(store.attempts(delivery().id())).hasSize(1);
            assertThat(engine.stop(Eventually.PATIENCE)).isTrue();
        }
    }
}
