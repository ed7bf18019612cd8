package dev.ringback.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.testkit.MemoryStore;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a start has the key of its store. */
class VaultProofTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final VaultKey key = VaultKey.generate(RANDOM);
    private final VaultKey other = VaultKey.generate(RANDOM);
    private final Store store = new MemoryStore();

    private static Vault vault(VaultKey... keys) {
        return new Vault(List.of(keys), RANDOM);
    }

    @Test
    void aNewStoreTakesAnyKeyAndThenItsOwnOnly() {
        assertThat(VaultProof.needsItsKey(store)).isFalse();

        VaultProof.check(store, vault(key));

        assertThat(VaultProof.needsItsKey(store)).isTrue();
        assertThatCode(() -> VaultProof.check(store, vault(key))).doesNotThrowAnyException();
        assertThatThrownBy(() -> VaultProof.check(store, vault(other)))
                .isInstanceOf(VaultException.class);
    }

    @Test
    void anOldKeyMayGoOnceThereWasAStartWithTheNewOneBeforeIt() {
        VaultProof.check(store, vault(key));

        VaultProof.check(store, vault(other, key));

        assertThatCode(() -> VaultProof.check(store, vault(other))).doesNotThrowAnyException();
    }

    @Test
    void aStoreOfBeforeThereWereProofsIsKnownByItsEndpoints() {
        Endpoint kept = EndpointDraft.of("AhALzdz8S").secret("whsec_kept").make();
        Document endpoint = new EndpointCodec(vault(key)).encode(kept);
        store.commit(List.of(Change.put(endpoint)));

        assertThat(VaultProof.needsItsKey(store)).isTrue();
        assertThatThrownBy(() -> VaultProof.check(store, vault(other)))
                .isInstanceOf(VaultException.class);
        VaultProof.check(store, vault(key));
    }
}
