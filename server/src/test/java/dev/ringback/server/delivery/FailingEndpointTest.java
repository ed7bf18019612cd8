package dev.ringback.server.delivery;

import static dev.ringback.server.delivery.RecordingWire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.server.endpoints.DirectWebhooks;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointCodec;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.EndpointState.Disabled;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What failures over days mean for an endpoint. */
class FailingEndpointTest {

    private static final Instant NOW = Samples.NOON.plusSeconds(60);
    private static final Event EVENT = Samples.event("order.paid", "{}");

    private final Endpoint endpoint =
            EndpointDraft.of("target").delays(Duration.ofSeconds(5)).make();
    private final Endpoint listener =
            EndpointDraft.of("listener").types("endpoint.*", "delivery.*").make();
    private final EndpointCodec codec = Samples.codec();
    private final Endpoints endpoints = Samples.registry(endpoint, listener);
    private final DeliveryKind kind = kind();

    private DeliveryKind kind() {
        SeededIds ids = new SeededIds(1_000);
        var direct = new DirectWebhooks(new MemoryStore(), Samples.vault());
        var router = new Router(endpoints, ids, Samples.filters());
        var registry = new DeliveryKind.Registry(endpoints, codec, direct, router);
        return new DeliveryKind(
                registry, new RecordingWire(), ids, new ManualTime(NOW), () -> 0.5, "1.2.3");
    }

    private Settlement settle(Reply reply, Instant now) {
        Call call =
                Call.of(
                                new CallId(5),
                                ProjectId.DEFAULT,
                                "delivery",
                                endpoint.lane(),
                                1,
                                Samples.NOON)
                        .with(new CallState.Running(NOW), 0);
        return kind.settle(call, EVENT, reply, now);
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
    void anEndpointThatFailedOnFiveDaysIsDisabled() {
        Duration fiveDays = Duration.ofDays(5);
        for (Duration at = Duration.ZERO; at.compareTo(fiveDays) < 0; at = at.plusHours(6)) {
            commit(settle(answer(500), NOW.plus(at)));
        }
        assertThat(endpoints.find(endpoint.lane()).orElseThrow().takesEvents()).isTrue();

        Settlement settlement = settle(answer(500), NOW.plus(fiveDays));
        assertThat(settlement.outcome()).isInstanceOf(Outcome.Retry.class);
        assertThat(put(settlement).state()).isEqualTo(new Disabled("failed for 5 days"));
        assertThat(types(settlement)).containsExactly("endpoint.disabled");
        assertThat(settlement.consequences().events().getFirst().payload().text())
                .contains("\"failing_since\":\"2026-03-13T12:01:00.007Z\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 144",
                "0 1 2 3 500",
                "0 168 336 504",
                "0 1 2 3 4 5 6 7 8 9 600 601 602 603 604",
                "0 24 48 72 95",
                "0 119 120 121 143 700"
            })
    void timeInWhichNothingWasSentIsNoTimeOfFailure(String hours) {
        for (String hour : hours.split(" ")) {
            commit(settle(answer(503), NOW.plus(Duration.ofHours(Long.parseLong(hour)))));
        }

        assertThat(endpoints.find(endpoint.lane()).orElseThrow().takesEvents()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 415, 422})
    void aPayloadThatIsRefusedIsNoFailureOfTheEndpoint(int status) {
        for (int hours = 0; hours < 400; hours += 6) {
            Settlement settlement = settle(answer(status), NOW.plus(Duration.ofHours(hours)));
            assertThat(settlement.consequences().puts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 429, 500, 503})
    void whateverElseIsRefusedForFiveDaysIs(int status) {
        for (int hours = 0; hours <= 120; hours += 6) {
            commit(settle(answer(status), NOW.plus(Duration.ofHours(hours))));
        }

        assertThat(endpoints.find(endpoint.lane()).orElseThrow().takesEvents()).isFalse();
    }

    @Test
    void aSuccessBetweenStartsTheFiveDaysAnew() {
        for (int hours = 0; hours < 300; hours += 6) {
            int status = hours == 96 || hours == 192 ? 200 : 500;
            commit(settle(answer(status), NOW.plus(Duration.ofHours(hours))));
        }

        assertThat(endpoints.find(endpoint.lane()).orElseThrow().takesEvents()).isTrue();
    }

    @Test
    void healthIsNoEdit() {
        for (int hours = 0; hours <= 120; hours += 6) {
            commit(settle(answer(hours % 48 == 0 ? 200 : 500), NOW.plus(Duration.ofHours(hours))));
        }
        commit(settle(answer(410), NOW.plus(Duration.ofDays(6))));
        Endpoint now = endpoints.find(endpoint.lane()).orElseThrow();

        assertThat(now.takesEvents()).isFalse();
        assertThat(now.revision()).isGreaterThan(endpoint.revision());
        assertThat(now.edition()).isEqualTo(endpoint.edition());
        assertThat(now.updatedAt()).isEqualTo(endpoint.updatedAt());
        assertThat(now.enabled(NOW).edition()).isEqualTo(endpoint.edition() + 1);
    }
}
