package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written of rejected requests comes back, and secrets do not show. */
class RejectedCodecTest {

    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final Vault VAULT =
            new Vault(List.of(VaultKey.of(new byte[32])), new SecureRandom());

    @Test
    void everythingOfARejectedRequestComesBackAndItsHeadIsSealed() {
        var rejections = new RejectedCodec(VAULT);
        var arrival =
                new Rejected.Arrival(
                        "POST",
                        "/in/T?key=hush",
                        "https://x/in/T?key=hush",
                        List.of(new Header("X-Token", "hush"), new Header("A", "b")),
                        Payload.of(new byte[] {0, 1, -1}));
        for (RejectReason reason : RejectReason.values()) {
            var rejected =
                    new Rejected(
                            "rej_1",
                            "src_1",
                            NOW,
                            reason,
                            "why",
                            Optional.of("near"),
                            Optional.of("10.0.0.1"),
                            arrival,
                            5,
                            3);
            Change change = rejections.keep(rejected, SHOP, NOW);
            Document head = change.puts().getFirst();
            assertThat(head.body().text()).doesNotContain("hush");
            Payload body = change.puts().getLast().body();
            assertThat(rejections.decode(head).with(body)).isEqualTo(rejected);
        }
    }
}
