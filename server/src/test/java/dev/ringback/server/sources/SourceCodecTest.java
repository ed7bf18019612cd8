package dev.ringback.server.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.UnreadableRecordException;
import dev.ringback.server.transforms.TransformScript;
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

/** What is written of sources comes back, and secrets do not show. */
class SourceCodecTest {

    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Vault VAULT =
            new Vault(List.of(VaultKey.of(new byte[32])), new SecureRandom());

    private final SourceCodec codec = new SourceCodec(VAULT);

    private static RotatedSecret ending(String id, String secret, Optional<Instant> end) {
        return new RotatedSecret(id, new Secret(secret), NOW, end);
    }

    private static Source full() {
        var transform =
                new TransformVersion(3, new TransformScript("function transform() {}"), NOW);
        return new Source(
                "src_1",
                SHOP,
                7,
                "mine",
                new SourceTrust(
                        "custom",
                        Optional.of("{\"family\":\"none\"}"),
                        new Secret("{\"verify_token\":\"hush1\"}"),
                        List.of(
                                ending("sec_1", "hush2", Optional.empty()),
                                ending("sec_2", "hush3", Optional.of(NOW))),
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.of("https://hooks.example/base")),
                new SourceIntake(
                        "my/type",
                        Duration.ofHours(2),
                        Optional.of(transform),
                        5,
                        Optional.of("{}"),
                        "data.a == 1",
                        List.of("10.0.0.0/8"),
                        List.of("a.*"),
                        List.of("b/*"),
                        1_000),
                List.of(ending("tok_1", "hush4", Optional.empty())),
                false,
                NOW,
                NOW.plusSeconds(1));
    }

    @Test
    void everythingOfASourceComesBack() {
        assertThat(codec.decode(codec.encode(full()))).isEqualTo(full());
    }

    @Test
    void whatIsSecretDoesNotShow() {
        assertThat(codec.encode(full()).body().text()).doesNotContain("hush");
        assertThat(full().toString()).doesNotContain("hush");
    }

    @Test
    void whatANewerVersionWroteIsNotHalfRead() {
        Document document = codec.encode(full());
        String text = document.body().text().replaceFirst("\\{", "{\"newer\":1,");
        assertThatThrownBy(() -> codec.decode(document.revise(Payload.of(text))))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void aSecretOfAnotherSourceDoesNotOpen() {
        Document document = codec.encode(full());
        Document moved = Document.create(Source.KIND, SHOP, "src_2", document.body());
        assertThatThrownBy(() -> codec.decode(moved)).isInstanceOf(VaultException.class);
    }
}
