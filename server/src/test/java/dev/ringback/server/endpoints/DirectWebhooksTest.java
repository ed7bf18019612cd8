package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.MemoryStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks that jobs named. */
class DirectWebhooksTest {

    private static final ProjectId SHOP = new ProjectId("shop");
    private static final String JOB = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    private static final URI URL = URI.create("https://hooks.example/a?token=hush");
    private static final Instant LATER = Instant.parse("2026-03-27T12:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final DirectWebhooks webhooks = new DirectWebhooks(store, Samples.vault());

    private static DirectWebhook webhook(String secret) {
        Optional<Secret> text = Optional.of(secret).filter(s -> !s.isEmpty()).map(Secret::new);
        return new DirectWebhook(SHOP, JOB, URL, text, Format.PREDICTION);
    }

    private void put(Document document) {
        store.commit(List.of(Change.put(document)));
    }

    private static LaneId lane(String url) {
        return DirectWebhook.lane(SHOP, URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "top-secret", "whsec_AAAA", "gehe\u00efm"})
    void everythingComesBack(String secret) {
        put(webhooks.document(webhook(secret), LATER));

        assertThat(webhooks.find(SHOP, JOB)).contains(webhook(secret));
        assertThat(webhooks.url(SHOP, JOB)).contains(URL);
    }

    @Test
    void theDocumentIsNamedByTheJobAndExpiresWithIt() {
        Document document = webhooks.document(webhook(""), LATER);

        assertThat(document.kind()).isEqualTo("direct-webhook");
        assertThat(document.project()).isEqualTo(SHOP);
        assertThat(document.id()).isEqualTo(JOB);
        assertThat(document.revision()).isEqualTo(1);
        assertThat(document.expiresAt()).contains(LATER);
    }

    @Test
    void aJobThatNamedNoneHasNone() {
        put(webhooks.document(webhook(""), LATER));

        assertThat(webhooks.find(SHOP, "other")).isEmpty();
        assertThat(webhooks.find(SHOP, "")).isEmpty();
        assertThat(webhooks.find(ProjectId.DEFAULT, JOB)).isEmpty();
        assertThat(webhooks.url(ProjectId.DEFAULT, JOB)).isEmpty();
    }

    @Test
    void theSecretIsNotOnDiskInClear() {
        String stored = webhooks.document(webhook("top-secret"), LATER).body().text();

        assertThat(stored).contains("hooks.example").doesNotContain("top-secret");
        assertThat(webhook("top-secret").toString()).doesNotContain("top-secret");
    }

    @Test
    void aSecretThatIsMovedToAnotherJobDoesNotOpen() {
        Payload stolen = webhooks.document(webhook("top-secret"), LATER).body();
        put(Document.create(DirectWebhook.KIND, SHOP, "other", stolen));

        assertThatThrownBy(() -> webhooks.find(SHOP, "other")).isInstanceOf(VaultException.class);
    }

    @Test
    void theAddressCanBeSeenWithoutTheKey() {
        put(webhooks.document(webhook("top-secret"), LATER));
        var keys = List.of(VaultKey.generate(new SecureRandom()));
        var other = new DirectWebhooks(store, new Vault(keys, new SecureRandom()));

        assertThatThrownBy(() -> other.find(SHOP, JOB)).isInstanceOf(VaultException.class);
        assertThat(other.url(SHOP, JOB)).contains(URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"url\":\"https://a.example/\"}",
                "{\"url\":\"https://a.example/\",\"format\":\"telegram\"}",
                "{\"url\":\"https://a.example/\",\"format\":\"inference\"}",
                "{\"url\":\"https://a b\",\"format\":\"raw\"}",
                "{\"url\":\"https://a.example/\",\"format\":\"openai\",\"tunnel\":1}"
            })
    void damageIsAnErrorThatNamesTheJob(String body) {
        put(Document.create(DirectWebhook.KIND, SHOP, JOB, Payload.of(body)));

        assertThatThrownBy(() -> webhooks.find(SHOP, JOB))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("webhook of " + JOB + " in project shop ");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example/b, true",
        "HTTPS://Hooks.Example:443, true",
        "https://hooks.example:8443/a, false",
        "http://hooks.example/a, false",
        "http://hooks.example:443/a, false",
        "https://hooks.example.org/a, false"
    })
    void webhooksOfOneHostShareALane(String url, boolean shared) {
        assertThat(lane(url).equals(webhook("").lane())).isEqualTo(shared);
    }

    @Test
    void projectsShareNoLane() {
        LaneId lane = webhook("").lane();

        assertThat(lane).isNotEqualTo(DirectWebhook.lane(ProjectId.DEFAULT, URL));
        assertThat(DirectWebhook.isLane(lane, SHOP)).isTrue();
        assertThat(DirectWebhook.isLane(lane, new ProjectId("sho"))).isFalse();
        assertThat(DirectWebhook.isLane(lane)).isTrue();
        assertThat(DirectWebhook.isLane(new LaneId("AhALzdz8S"))).isFalse();
    }

    @Test
    void theLongestNamesMakeALane() {
        URI longest = URI.create("https://" + "h".repeat(2_000) + ":65535/");

        assertThat(DirectWebhook.lane(new ProjectId("p".repeat(64)), longest).value())
                .hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void theLanesPassAndOthersAreNotTheirs() {
        assertThat(DirectWebhook.policy(webhook("").lane()).map(LanePolicy::passing))
                .contains(true);
        assertThat(DirectWebhook.policy(new LaneId("upstream:main"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://Hooks.example/a?b=c, https://hooks.example",
        "https://hooks.example:443/, https://hooks.example",
        "http://hooks.example:80, http://hooks.example",
        "http://127.0.0.1:8080/a, http://127.0.0.1:8080",
        "https://[2001:db8::1]:8443/a, https://[2001:db8::1]:8443"
    })
    void anOriginIsSchemeHostAndUnusualPort(String url, String origin) {
        assertThat(DirectWebhook.origin(URI.create(url))).isEqualTo(origin);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void formatsThatNameAnEndpointAreNotForJobs(Format format) {
        if (format.isInference()) {
            assertThatThrownBy(() -> new DirectWebhook(SHOP, JOB, URL, Optional.empty(), format))
                    .hasMessage("a job cannot ask for the format " + format.word());
        } else {
            assertThat(new DirectWebhook(SHOP, JOB, URL, Optional.empty(), format).format())
                    .isEqualTo(format);
        }
    }

    @Test
    void aSecretHasBounds() {
        var empty = Optional.of(new Secret(""));
        assertThatThrownBy(() -> new DirectWebhook(SHOP, JOB, URL, empty, Format.RAW))
                .hasMessage("secret has 0 characters, not 1 to 1024");
        assertThat(webhook("x".repeat(1_024)).secret()).isPresent();
        assertThatThrownBy(() -> webhook("x".repeat(1_025)))
                .hasMessage("secret has 1025 characters, not 1 to 1024");
    }
}
