package dev.ringback.server.functions.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.wire.SealedTokens;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a token lets its bearer listen to, and until when. */
final class RealtimeTokensTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
    private static final Topics TOPICS =
            new Topics(new ProjectId("shop"), "orders", Set.of("paid", "sent"));

    private final SealedTokens sealed = sealed();
    private final RealtimeTokens tokens = new RealtimeTokens(sealed);

    private static SealedTokens sealed() {
        return new SealedTokens(new Vault(List.of(VaultKey.generate(RANDOM)), RANDOM));
    }

    @Test
    void aTokenOpensItsTopicsUntilItsMoment() {
        String token = tokens.of(TOPICS, UNTIL);

        assertThat(tokens.open(token, UNTIL.minusMillis(1))).contains(TOPICS);
        assertThat(tokens.open(token, UNTIL)).isEmpty();
    }

    @Test
    void aTokenForSomethingElseOpensNothing() {
        String says = sealed.open("listening", tokens.of(TOPICS, UNTIL)).orElseThrow();
        String other = sealed.seal("the output of run 1", says);

        assertThat(tokens.open(other, Instant.EPOCH)).isEmpty();
        assertThat(sealed.open("the output of run 2", other)).isEmpty();
        assertThat(sealed.open("the output of run 1", other)).contains(says);
    }

    @Test
    void aTokenThatWasAlteredOrMadeElsewhereOpensNothing() {
        String token = tokens.of(TOPICS, UNTIL);
        char last = token.charAt(token.length() / 2);
        String altered =
                token.substring(0, token.length() / 2)
                        + (last == 'A' ? 'B' : 'A')
                        + token.substring(token.length() / 2 + 1);

        assertThat(tokens.open(altered, Instant.EPOCH)).isEmpty();
        assertThat(tokens.open("", Instant.EPOCH)).isEmpty();
        assertThat(tokens.open("no token", Instant.EPOCH)).isEmpty();
        assertThat(tokens.open("A".repeat(9_000), Instant.EPOCH)).isEmpty();
        assertThat(new RealtimeTokens(sealed()).open(token, Instant.EPOCH)).isEmpty();
    }
}
