package dev.ringback.server.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts secrets at rest with AES-256-GCM.
 *
 * <p>The text form is {@code v1.KEYID.BASE64}, where the base64 holds a random nonce of 12 bytes,
 * the ciphertext and a tag of 16 bytes. The place where the secret belongs is authenticated with
 * it, so that a ciphertext moved to another document does not open there.
 */
public final class Vault {

    private static final String VERSION = "v1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String first;
    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final SecureRandom random;

    /**
     * Opens a vault.
     *
     * @param keys the first encrypts, all decrypt
     * @param random where nonces come from
     */
    public Vault(List<VaultKey> keys, SecureRandom random) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a vault needs a key");
        }
        keys.forEach(key -> this.keys.put(key.id(), key.aes()));
        this.first = keys.getFirst().id();
        this.random = random;
    }

    /**
     * Encrypts a secret.
     *
     * @param place where it belongs: kind, project and id of the document
     */
    public String seal(Secret secret, String place) {
        byte[] clear = secret.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            var parameters = new GCMParameterSpec(TAG_BITS, nonce);
            cipher.init(Cipher.ENCRYPT_MODE, keys.get(first), parameters);
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = new byte[NONCE_BYTES + cipher.getOutputSize(clear.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(clear, 0, clear.length, sealed, NONCE_BYTES);
            return VERSION + '.' + first + '.' + Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot encrypt with " + CIPHER, e);
        }
    }

    /** Whether it was encrypted with the key that encrypts today. */
    public boolean isCurrent(String sealed) {
        return sealed.startsWith(VERSION + '.' + first + '.');
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @param place the place that was given when it was sealed
     * @throws VaultException when it does not open
     */
    public Secret open(String sealed, String place) {
        String[] parts = sealed.split("\\.", 3);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new VaultException("a stored secret is not in the form " + VERSION + ".KEY.DATA");
        }
        SecretKey key = keys.get(parts[1]);
        if (key == null) {
            throw new VaultException(
                    "a stored secret was encrypted with the key %s, which is not among %s"
                            .formatted(parts[1], keys.keySet()));
        }
        return new Secret(new String(decrypt(key, parts[2], place), StandardCharsets.UTF_8));
    }

    private static byte[] decrypt(SecretKey key, String base64, String place) {
        try {
            byte[] sealed = Base64.getDecoder().decode(base64);
            if (sealed.length < NONCE_BYTES) {
                throw new VaultException("a stored secret is cut short");
            }
            Cipher cipher = Cipher.getInstance(CIPHER);
            var parameters = new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new VaultException("a stored secret was changed, or belongs elsewhere", e);
        } catch (IllegalArgumentException e) {
            throw new VaultException("a stored secret is not base64", e);
        } catch (GeneralSecurityException e) {
            throw new VaultException("a stored secret cannot be decrypted", e);
        }
    }
}
