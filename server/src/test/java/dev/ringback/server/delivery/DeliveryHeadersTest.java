package dev.ringback.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Kind.Prepared.Send;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.protocol.PredictionSignature;
import dev.ringback.protocol.SigningKey;
import dev.ringback.protocol.SymmetricKey;
import dev.ringback.protocol.TrustedKey;
import dev.ringback.protocol.Verification;
import dev.ringback.protocol.WebhookVerifier;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.endpoints.Samples;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryHeadersTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-03-13T13:00:00.999Z");

    private final SymmetricKey newKey = SymmetricKey.generate(RANDOM);
    private final SymmetricKey oldKey = SymmetricKey.generate(RANDOM);

    private static Send deliver(Endpoint endpoint, Event event, Instant now) {
        return Letterhead.of(endpoint, new Header("User-Agent", "Ringback/1.2.3"))
                .deliver(event, now);
    }

    private static Event event(String type, String subject) {
        return Samples.event(7, type, subject, Event.JSON, Payload.of("{\"a\":1}"));
    }

    private static Verification verify(Send send, TrustedKey key, Instant now) {
        HeaderValues headers =
                name ->
                        send.request().headers().stream()
                                .filter(header -> header.name().equalsIgnoreCase(name))
                                .map(Header::value)
                                .toList();
        return WebhookVerifier.of(key).verify(headers, send.request().body().bytes(), now);
    }

    private static String value(Send send, String name) {
        return Header.first(send.request().headers(), name).orElse("");
    }

    @Test
    void theHeadersOfAnOrdinaryDelivery() {
        Endpoint endpoint = EndpointDraft.of("AhALzdz8S").secret(newKey.reveal()).make();

        Send send = deliver(endpoint, event("order.paid", "o1"), NOW);

        assertThat(send.request().method()).isEqualTo("POST");
        assertThat(send.request().url()).isEqualTo(endpoint.url());
        assertThat(send.request().deadline()).isEqualTo(endpoint.timeout());
        assertThat(send.request().headers())
                .extracting(Header::name)
                .containsExactly(
                        "Content-Type",
                        "User-Agent",
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature");
        assertThat(value(send, "content-type")).isEqualTo("application/json");
        assertThat(value(send, "user-agent")).isEqualTo("Ringback/1.2.3");
        assertThat(value(send, "webhook-id")).isEqualTo("evt_0000000000007");
        assertThat(value(send, "webhook-timestamp")).isEqualTo("1773406800");
        assertThat(send.shown()).isEqualTo(send.request().headers());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void theBytesSignedAreTheBytesSent(Format format) {
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S").format(format).secret(newKey.reveal()).make();

        Send send = deliver(endpoint, event("generation.completed", "gen"), NOW);

        assertThat(verify(send, newKey, NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(send, oldKey, NOW)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void aRetryHasTheSameIdAndANewTimestamp() {
        Endpoint endpoint = EndpointDraft.of("AhALzdz8S").secret(newKey.reveal()).make();
        Letterhead letterhead = Letterhead.of(endpoint, new Header("User-Agent", "x"));
        Instant later = NOW.plusSeconds(3_600);

        Send first = letterhead.deliver(event("order.paid", ""), NOW);
        Send second = letterhead.deliver(event("order.paid", ""), later);

        assertThat(value(second, "webhook-id")).isEqualTo(value(first, "webhook-id"));
        assertThat(value(second, "webhook-timestamp")).isEqualTo("1773410400");
        assertThat(verify(second, newKey, later)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(first, newKey, later)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void whileARotationOverlapsEitherSecretVerifies() {
        Instant end = NOW.plusSeconds(60);
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S")
                        .secret(newKey.reveal())
                        .secret(oldKey.reveal(), end)
                        .make();

        Send during = deliver(endpoint, event("order.paid", ""), NOW);
        assertThat(value(during, "webhook-signature").split(" "))
                .hasSize(2)
                .allMatch(entry -> entry.startsWith("v1,"));
        assertThat(verify(during, newKey, NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(during, oldKey, NOW)).isInstanceOf(Verification.Verified.class);

        Send after = deliver(endpoint, event("order.paid", ""), end);
        assertThat(value(after, "webhook-signature")).doesNotContain(" ");
        assertThat(verify(after, newKey, end)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(after, oldKey, end)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void aPredictionIsSignedByTheWholeTextOfEveryLiveSecretTheNewestFirst() {
        Instant end = NOW.plusSeconds(60);
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S")
                        .format(Format.PREDICTION)
                        .secret(newKey.reveal())
                        .secret(oldKey.reveal(), end)
                        .make();
        byte[] body = event("prediction.started", "").payload().bytes();
        List<PredictionSecret> secrets =
                Stream.of(newKey, oldKey).map(key -> PredictionSecret.of(key.reveal())).toList();

        Send during = deliver(endpoint, event("prediction.started", ""), NOW);
        Send after = deliver(endpoint, event("prediction.started", ""), end);

        assertThat(value(during, "wriftai-webhook-signature"))
                .isEqualTo(PredictionSignature.header(secrets, 1_773_406_800, body));
        assertThat(value(after, "wriftai-webhook-signature"))
                .isEqualTo(PredictionSignature.header(secrets.subList(0, 1), 1_773_406_860, body));
    }

    @Test
    void withoutASecretThereIsNoSignatureOfAnySort() {
        Endpoint endpoint = EndpointDraft.of("AhALzdz8S").format(Format.PREDICTION).make();

        Send send = deliver(endpoint, event("prediction.started", ""), NOW);

        assertThat(send.request().headers())
                .noneMatch(header -> header.name().endsWith("signature"));
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "PREDICTION")
    void otherFormatsCarryNoPredictionSignature(Format format) {
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S").format(format).secret(newKey.reveal()).make();

        assertThat(value(deliver(endpoint, event("a", ""), NOW), "wriftai-webhook-signature"))
                .isEmpty();
    }

    @Test
    void anEndpointWithASigningKeyGetsBothVersions() {
        SigningKey signing = SigningKey.generate(RANDOM);
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S")
                        .secret(newKey.reveal())
                        .signingKey(signing.reveal())
                        .make();

        Send send = deliver(endpoint, event("order.paid", ""), NOW);

        assertThat(value(send, "webhook-signature")).matches("v1,\\S+ v1a,\\S+");
        assertThat(verify(send, newKey, NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(verify(send, signing.verifyingKey(), NOW))
                .isInstanceOf(Verification.Verified.class);
    }

    @Test
    void extraHeadersAreSentAndShownRedacted() {
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S")
                        .secret(newKey.reveal())
                        .header("Authorization", "Bearer hush")
                        .make();

        Send send = deliver(endpoint, event("order.paid", ""), NOW);

        assertThat(send.request().headers()).contains(new Header("Authorization", "Bearer hush"));
        assertThat(send.shown()).contains(new Header("Authorization", "***"));
        assertThat(send.shown().toString()).doesNotContain("hush");
        assertThat(send.shown()).hasSameSizeAs(send.request().headers());
    }

    @ParameterizedTest
    @CsvSource({
        "generation.completed,X-Inference-Generation-ID",
        "async-embedding.completed,X-Inference-Generation-ID",
        "slow-group.completed,X-Inference-Group-ID",
        "webhook.test,",
        "order.paid,"
    })
    void inferenceFormatsNameWhatEnded(String type, String header) {
        for (Format format : List.of(Format.INFERENCE, Format.INFERENCE_LEGACY)) {
            Endpoint endpoint = EndpointDraft.of("AhALzdz8S").format(format).make();

            Send send = deliver(endpoint, event(type, "XBKcs7F1"), NOW);

            assertThat(value(send, "x-inference-event")).isEqualTo(type);
            assertThat(value(send, "x-inference-webhook-id")).isEqualTo("AhALzdz8S");
            assertThat(send.request().headers())
                    .filteredOn(h -> h.value().equals("XBKcs7F1"))
                    .extracting(Header::name)
                    .isEqualTo(header == null ? List.of() : List.of(header));
        }
    }

    @Test
    void otherFormatsCarryNoInferenceHeaders() {
        Send send =
                deliver(
                        EndpointDraft.of("AhALzdz8S").make(),
                        event("generation.completed", "XBKcs7F1"),
                        NOW);

        assertThat(send.request().headers())
                .noneMatch(header -> header.name().startsWith("X-Inference"));
    }

    @Test
    void aSubjectThatIsNoHeaderValueStopsNothing() {
        Endpoint endpoint = EndpointDraft.of("AhALzdz8S").format(Format.INFERENCE).make();

        Send send = deliver(endpoint, event("generation.completed", "a\r\nX: é"), NOW);

        assertThat(value(send, "x-inference-generation-id")).isEqualTo("a??X:??");
    }

    @Test
    void fullStopsInAnIdAreEscaped() {
        assertThat(Letterhead.signedId(given("order.1.paid:x"))).isEqualTo("order%2E1%2Epaid:x");
        assertThat(Letterhead.signedId(given("order-1"))).isEqualTo("order-1");

        Endpoint endpoint = EndpointDraft.of("AhALzdz8S").secret(newKey.reveal()).make();
        Send send = deliver(endpoint, given("order.1"), NOW);
        assertThat(value(send, "webhook-id")).isEqualTo("order%2E1");
        assertThat(verify(send, newKey, NOW)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void anIdThatEscapingMakesTooLongTravelsAsItsSequence() {
        assertThat(Letterhead.signedId(given(".".repeat(64) + "a".repeat(64)))).hasSize(256);
        assertThat(Letterhead.signedId(given(".".repeat(65) + "a".repeat(63))))
                .isEqualTo("evt_0000000000007");
    }

    private static Event given(String id) {
        return new Event(
                7,
                ProjectId.DEFAULT,
                new EventId(id),
                "order.paid",
                "",
                Samples.NOON,
                Samples.NOON,
                Event.JSON,
                Payload.of("1"));
    }
}
