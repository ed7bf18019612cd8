package dev.ringback.server.delivery;

import static dev.ringback.server.delivery.RecordingWire.answer;
import static dev.ringback.server.delivery.RecordingWire.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Wire;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.testkit.Eventually;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessTest {

    private static final Header AGENT = new Header("User-Agent", "Ringback/1");

    private final Endpoint endpoint = EndpointDraft.of("AhALzdz8S").readinessCheck().make();

    private static final Header TOKEN = new Header("Authorization", "Bearer t");

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 404, 405, 499, 500, 501, 505, 511})
    void anyAnswerButAProxysSaysYes(int status) {
        RecordingWire wire = new RecordingWire(answer(status));

        assertThat(new Readiness(wire, AGENT).check(endpoint)).isEmpty();

        Request asked = wire.sent.getFirst();
        assertThat(asked.method()).isEqualTo("OPTIONS");
        assertThat(asked.url()).isEqualTo(endpoint.url());
        assertThat(asked.headers()).containsExactly(AGENT);
        assertThat(asked.body().size()).isZero();
    }

    @Test
    void theQuestionHasTheEndpointsOwnHeaders() {
        RecordingWire wire = new RecordingWire();
        Endpoint guarded =
                EndpointDraft.of("guarded")
                        .readinessCheck()
                        .header(TOKEN.name(), TOKEN.value())
                        .make();

        new Readiness(wire, AGENT).check(guarded);

        assertThat(wire.sent.getFirst().headers()).containsExactly(AGENT, TOKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aProxyWithoutItsServerSaysNo(int status) {
        Readiness readiness = new Readiness(new RecordingWire(answer(status)), AGENT);

        assertThat(readiness.check(endpoint))
                .contains("readiness check (OPTIONS) answered " + status);
    }

    @ParameterizedTest
    @EnumSource(
            value = WireFault.class,
            names = {
                "NAME_NOT_RESOLVED",
                "CONNECT_FAILED",
                "TLS_FAILED",
                "TIMEOUT",
                "DISCONNECTED"
            })
    void noAnswerSaysNoAndWhy(WireFault fault) {
        Readiness readiness = new Readiness(new RecordingWire(fault(fault)), AGENT);

        assertThat(readiness.check(endpoint)).contains("readiness check (OPTIONS): nobody there");
    }

    @ParameterizedTest
    @EnumSource(
            value = WireFault.class,
            names = {"ADDRESS_REFUSED", "MALFORMED_RESPONSE", "NO_ROOM"})
    void whatThePayloadWillMeetItselfIsLeftToIt(WireFault fault) {
        assertThat(new Readiness(new RecordingWire(fault(fault)), AGENT).check(endpoint)).isEmpty();
    }

    @Test
    void whoWasNotReadyThreeTimesIsSentThePayloadAndAskedNoMoreUntilItWasThere() {
        RecordingWire wire =
                new RecordingWire(answer(503), fault(WireFault.TIMEOUT), answer(502), answer(503));
        Readiness readiness = new Readiness(wire, AGENT);

        assertThat(readiness.check(endpoint)).isPresent();
        assertThat(readiness.check(endpoint)).isPresent();
        assertThat(readiness.check(endpoint)).isEmpty();
        readiness.replied(endpoint, answer(500));
        assertThat(readiness.check(endpoint)).isEmpty();
        assertThat(wire.sent).hasSize(3);

        readiness.replied(endpoint, answer(200));
        readiness.replied(endpoint, fault(WireFault.CONNECT_FAILED));
        assertThat(readiness.check(endpoint)).isPresent();
        assertThat(wire.sent).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 404, 409, 410, 422, 429})
    void whoAnswersAPayloadIsThereWhateverItThinksOfIt(int status) {
        RecordingWire wire = new RecordingWire();
        Readiness readiness = new Readiness(wire, AGENT);

        readiness.check(endpoint);
        readiness.replied(endpoint, answer(status));
        readiness.check(endpoint);

        assertThat(wire.sent).hasSize(1);
    }

    @Test
    void whoWasReadyIsNotAskedAgain() {
        RecordingWire wire = new RecordingWire();
        Readiness readiness = new Readiness(wire, AGENT);

        readiness.check(endpoint);
        readiness.check(endpoint);

        assertThat(wire.sent).hasSize(1);
    }

    @Test
    void whoFailedIsAskedAgain() {
        RecordingWire wire = new RecordingWire();
        Readiness readiness = new Readiness(wire, AGENT);

        readiness.check(endpoint);
        readiness.replied(endpoint, answer(500));
        readiness.check(endpoint);

        assertThat(wire.sent).hasSize(2);
    }

    @Test
    void whoWasNotReadyIsAskedAgain() {
        RecordingWire wire = new RecordingWire(answer(503));
        Readiness readiness = new Readiness(wire, AGENT);

        assertThat(readiness.check(endpoint)).isPresent();
        assertThat(readiness.check(endpoint)).isEmpty();
        assertThat(wire.sent).hasSize(2);
    }

    @Test
    void whoDoesNotWantToBeAskedIsNot() {
        RecordingWire wire = new RecordingWire(answer(503));

        assertThat(new Readiness(wire, AGENT).check(EndpointDraft.of("a").make())).isEmpty();
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void oneQuestionServesAllWhoWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        Wire slow =
                (_, _) -> {
                    questions.incrementAndGet();
                    asked.countDown();
                    Eventually.open("release", release);
                    return answer(200);
                };
        Readiness readiness = new Readiness(slow, AGENT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<String>> first = threads.submit(() -> readiness.check(endpoint));
            Eventually.open("asked", asked);
            Future<Optional<String>> second = threads.submit(() -> readiness.check(endpoint));
            release.countDown();

            assertThat(first.get()).isEmpty();
            assertThat(second.get()).isEmpty();
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void aBrokenWireLeavesNobodyWaiting() {
        Readiness readiness =
                new Readiness(
                        (_, _) -> {
                            throw new IllegalStateException("broken");
                        },
                        AGENT);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> readiness.check(endpoint)).hasMessage("broken");
        }
    }
}
