package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import dev.ringback.server.vault.VaultKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointCodecTest {

    private static final Instant LATER = Instant.parse("2026-03-02T08:00:00.123Z");

    private final EndpointCodec codec = Samples.codec();

    private static Endpoint full() {
        return EndpointDraft.of("AhALzdz8S")
                .project("shop")
                .types("generation.*", "slow-group.completed")
                .filter("data.state == 'Success'")
                .format(Format.INFERENCE_LEGACY)
                .secret("whsec_new")
                .secret("whsec_old", LATER)
                .signingKey("whsk_private")
                .header("Authorization", "Bearer hush")
                .delays(Duration.ofMillis(1_500), Duration.ofHours(2))
                .readinessCheck()
                .skipSuperseded()
                .make();
    }

    @Test
    void aStreamAndItsCredentialsComeBackAndAreNotOnDiskInClear() {
        for (Optional<Secret> credentials :
                List.of(Optional.<Secret>empty(), Optional.of(new Secret("ann:open-sesame")))) {
            Endpoint endpoint =
                    EndpointDraft.of("AhALzdz8S")
                            .at(
                                    "redis://redis.example/3",
                                    new Destination.RedisStream("orders", credentials))
                            .make();

            assertThat(codec.decode(codec.encode(endpoint))).isEqualTo(endpoint);
            assertThat(codec.encode(endpoint).body().text())
                    .contains("orders")
                    .doesNotContain("ann", "sesame");
        }
    }

    @Test
    void anExchangeAndItsCredentialsComeBackAndAreNotOnDiskInClear() {
        Endpoint endpoint =
                EndpointDraft.of("AhALzdz8S")
                        .at(
                                "amqps://rabbit.example/host",
                                new Destination.RabbitExchange(
                                        "events",
                                        "order.paid",
                                        Optional.of(new Secret("ann:open-sesame"))))
                        .make();

        assertThat(codec.decode(codec.encode(endpoint))).isEqualTo(endpoint);
        assertThat(codec.encode(endpoint).body().text())
                .contains("events", "order.paid")
                .doesNotContain("ann", "sesame");
    }

    @Test
    void everythingComesBack() {
        assertThat(codec.decode(codec.encode(full()))).isEqualTo(full());
    }

    @Test
    void whatAnEarlierVersionWroteComesBackWithoutWhatItDidNotKnow() {
        Endpoint old = codec.decode(changed(",\"skip_superseded\":true", ""));

        assertThat(old.pace().skipSuperseded()).isFalse();
        assertThat(old.name()).isEqualTo(full().name());
    }

    @Test
    void everyStateComesBack() {
        List<Endpoint> endpoints =
                List.of(
                        full().failing(Failing.from(LATER)),
                        full().paused(LATER),
                        full().givenUp("failed for 5 days", new Failing(LATER, 5, 17)),
                        full().disabled("by hand", LATER).enabled(LATER));
        for (Endpoint endpoint : endpoints) {
            assertThat(codec.decode(codec.encode(endpoint))).isEqualTo(endpoint);
        }
    }

    @Test
    void whatWasWrittenBeforeEditsWereCountedIsRead() {
        Document document = codec.encode(full().failing(new Failing(LATER, 3, 4)));
        String body = document.body().text();
        String older =
                body.replaceFirst("\"edition\":1,", "")
                        .replaceFirst("\"failing\":\"([^ ]*) 3 4\"", "\"failing_since\":\"$1\"");

        Endpoint read =
                codec.decode(
                        new Document(
                                document.kind(),
                                document.project(),
                                document.id(),
                                7,
                                Payload.of(older),
                                document.expiresAt()));

        assertThat(older).isNotEqualTo(body).doesNotContain("edition", "failing\"");
        assertThat(read.edition()).isEqualTo(7);
        assertThat(read.failing()).contains(Failing.from(LATER));
    }

    @Test
    void theDocumentHasTheEndpointsNameAndRevision() {
        Document document = codec.encode(full().paused(LATER));

        assertThat(document.kind()).isEqualTo("endpoint");
        assertThat(document.project().value()).isEqualTo("shop");
        assertThat(document.id()).isEqualTo("AhALzdz8S");
        assertThat(document.revision()).isEqualTo(2);
    }

    @Test
    void noSecretIsOnDiskInClear() {
        String stored = codec.encode(full()).body().text();

        assertThat(stored)
                .contains("Authorization")
                .doesNotContain("whsec_", "whsk_", "hush", "Bearer");
    }

    @Test
    void aBodyThatIsMovedToAnotherEndpointDoesNotOpen() {
        Payload stolen = codec.encode(full()).body();
        Endpoint other = EndpointDraft.of("other0000").project("shop").make();
        Document forged = codec.encode(other).revise(stolen);

        assertThatThrownBy(() -> codec.decode(forged)).isInstanceOf(VaultException.class);
    }

    @Test
    void fieldsOfANewerVersionAreNamed() {
        assertThatThrownBy(() -> codec.decode(changed("{\"name\"", "{\"tunnel\":1,\"name\"")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage(
                        "endpoint AhALzdz8S of project shop has fields that this version"
                                + " does not know: tunnel");
    }

    @Test
    void fieldsOfANewerVersionWithinASecretAreNamed() {
        assertThatThrownBy(() -> codec.decode(changed("{\"secret\"", "{\"kid\":1,\"secret\"")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("kid");
    }

    @Test
    void aWordOfANewerVersionIsNamed() {
        assertThatThrownBy(() -> codec.decode(changed("inference-legacy", "telegram")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("format \"telegram\", which this version does not know");
    }

    @Test
    void damageIsAnErrorThatNamesTheEndpoint() {
        List<Document> damaged =
                List.of(
                        codec.encode(full()).revise(Payload.of("{")),
                        codec.encode(full()).revise(Payload.of("[]")),
                        changed("\"timeout_ms\":30000,", ""),
                        changed("30000", "\"30000\""),
                        changed("2026-03-01T08", "yesterday"),
                        changed("\"skip_superseded\":true", "\"skip_superseded\":1"),
                        changed("\"readiness_check\":true", "\"readiness_check\":1"));
        for (Document document : damaged) {
            assertThatThrownBy(() -> codec.decode(document))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageContaining("endpoint AhALzdz8S of project shop");
        }
    }

    @Test
    void anotherKeyReadsNothing() {
        List<VaultKey> keys = List.of(VaultKey.generate(new SecureRandom()));
        EndpointCodec other = new EndpointCodec(new Vault(keys, new SecureRandom()));

        assertThatThrownBy(() -> other.decode(codec.encode(full())))
                .isInstanceOf(VaultException.class);
    }

    private Document changed(String what, String into) {
        Document document = codec.encode(full());
        String text = document.body().text();
        assertThat(text).contains(what);
        return document.revise(Payload.of(text.replace(what, into)));
    }
}
