package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whether a receiver is there is asked by OPTIONS before it gets a payload. */
class ReadinessOverHttpTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final Tenant tenant = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static Behaviour status(int status) {
        return Behaviour.Answer.of(status, "");
    }

    private static Function<Received, Behaviour> answers(Behaviour options, Behaviour post) {
        return request -> request.method().equals("OPTIONS") ? options : post;
    }

    private static List<String> methods(RudeReceiver receiver) {
        return receiver.received().stream().map(Received::method).toList();
    }

    private Hook asked(RudeReceiver receiver) {
        return tenant.hook(receiver, "{'readiness_check':true}");
    }

    @Test
    void aReceiverIsAskedOnceBeforeItsFirstPayload() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = asked(receiver);
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            assertThat(methods(receiver)).containsExactly("OPTIONS", "POST", "POST");
            assertThat(receiver.received().getFirst().body().size()).isZero();
            assertThat(receiver.received().getFirst().header("webhook-signature")).isEmpty();
        }
    }

    @Test
    void afterAFailureItIsAskedAgain() {
        Iterator<Behaviour> posts = List.of(status(500), Behaviour.OK).iterator();
        try (var receiver =
                RudeReceiver.start(request ->
                        request.method().equals("OPTIONS") ? Behaviour.OK : posts.next())) {
            Hook hook = asked(receiver);
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            assertThat(methods(receiver)).containsExactly("OPTIONS", "POST", "OPTIONS", "POST");
        }
    }

    @Test
    void aReceiverThatIsNotReadyIsAskedLaterAndThenSentThePayloadAllTheSame() {
        for (Behaviour unready : List.of(status(503), new Behaviour.HangUp(), status(502))) {
            try (var receiver = RudeReceiver.start(answers(unready, Behaviour.OK))) {
                Hook hook = tenant.hook(receiver, "{'readiness_check':true,'retry_schedule':[]}");
                JsonNode delivery = tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
                assertThat(methods(receiver))
                        .containsExactly("OPTIONS", "OPTIONS", "OPTIONS", "POST");
                assertThat(delivery.path("attempt_count").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void onlyTheFormatsOfInferenceNetAskByThemselves() {
        for (String format : List.of("standard", "raw", "openai", "prediction", "cloudevents")) {
            try (var receiver = RudeReceiver.start(answers(status(501), Behaviour.OK))) {
                Hook hook =
                        tenant.hook(receiver, "{'format':'" + format + "','readiness_check':null}");
                tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
                assertThat(methods(receiver)).containsExactly("POST");
            }
        }
        for (String format : List.of("inference", "inference-legacy")) {
            try (var receiver = RudeReceiver.start(answers(status(501), Behaviour.OK))) {
                Hook hook =
                        tenant.hook(receiver, "{'format':'" + format + "','readiness_check':null}");
                tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
                assertThat(methods(receiver)).containsExactly("OPTIONS", "POST");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 401, 404, 405, 500, 501, 505})
    void anyAnswerButAProxysSaysThatSomebodyIsThere(int status) {
        try (var receiver = RudeReceiver.start(answers(status(status), Behaviour.OK))) {
            Hook hook = asked(receiver);
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            // On a busy machine a connection may break, and the payload come twice.
            assertThat(methods(receiver)).startsWith("OPTIONS", "POST");
            assertThat(methods(receiver).stream().filter("OPTIONS"::equals)).hasSize(1);
        }
    }

    @Test
    void whoDoesNotWantTheQuestionIsNotAsked() {
        try (var receiver = RudeReceiver.start(answers(status(503), Behaviour.OK))) {
            Hook hook = tenant.hook(receiver, "{'readiness_check':false}");
            tenant.delivery(tenant.publish("a.b"), hook, "succeeded");
            assertThat(methods(receiver)).containsExactly("POST");
        }
    }
}
