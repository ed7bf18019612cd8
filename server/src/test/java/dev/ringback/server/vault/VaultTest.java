package dev.ringback.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final VaultKey oldKey = VaultKey.generate(RANDOM);
    private final VaultKey newKey = VaultKey.generate(RANDOM);
    private final Vault vault = new Vault(List.of(oldKey), RANDOM);

    @Test
    void whatWasSealedOpensInItsPlace() {
        Secret secret = new Secret("whsec_é😀");

        String sealed = vault.seal(secret, "endpoint/default/a");

        assertThat(vault.open(sealed, "endpoint/default/a")).isEqualTo(secret);
    }

    @Test
    void theTextFormNamesItsKeyAndHidesTheSecret() {
        String sealed = vault.seal(new Secret("hush"), "place");

        assertThat(sealed).startsWith("v1." + oldKey.id() + ".").doesNotContain("hush");
        assertThat(Base64.getDecoder().decode(sealed.substring(sealed.lastIndexOf('.') + 1)))
                .hasSize(12 + 4 + 16);
    }

    @Test
    void theSameSecretIsNeverSealedTheSameWay() {
        Secret secret = new Secret("hush");

        assertThat(vault.seal(secret, "place")).isNotEqualTo(vault.seal(secret, "place"));
    }

    @Test
    void aSecretDoesNotOpenInAnotherPlace() {
        String sealed = vault.seal(new Secret("hush"), "endpoint/default/a");

        assertThatThrownBy(() -> vault.open(sealed, "endpoint/default/b"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("belongs elsewhere");
    }

    @Test
    void everyChangedByteIsNoticed() {
        String sealed = vault.seal(new Secret("hush"), "place");
        int start = sealed.lastIndexOf('.') + 1;
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(start));
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            String text = sealed.substring(0, start) + Base64.getEncoder().encodeToString(changed);
            assertThatThrownBy(() -> vault.open(text, "place")).isInstanceOf(VaultException.class);
        }
    }

    @Test
    void afterARotationTheNewKeySealsAndBothOpen() {
        String before = vault.seal(new Secret("hush"), "place");
        Vault rotated = new Vault(List.of(newKey, oldKey), RANDOM);

        String after = rotated.seal(new Secret("hush"), "place");

        assertThat(after).startsWith("v1." + newKey.id());
        assertThat(rotated.open(before, "place").reveal()).isEqualTo("hush");
        assertThat(rotated.open(after, "place").reveal()).isEqualTo("hush");
    }

    @Test
    void aMissingKeyIsNamed() {
        String sealed = vault.seal(new Secret("hush"), "place");
        Vault other = new Vault(List.of(newKey), RANDOM);

        assertThatThrownBy(() -> other.open(sealed, "place"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(oldKey.id())
                .hasMessageContaining(newKey.id());
    }

    @Test
    void garbageDoesNotOpen() {
        List<String> garbage =
                List.of(
                        "",
                        "v1",
                        "v2." + oldKey.id() + ".AAAA",
                        "v1." + oldKey.id() + ".!",
                        "v1." + oldKey.id() + ".AAAA");
        for (String text : garbage) {
            assertThatThrownBy(() -> vault.open(text, "place")).isInstanceOf(VaultException.class);
        }
    }
}
