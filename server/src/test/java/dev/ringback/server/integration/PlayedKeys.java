package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Keys of Ed25519, shown and used as fal does. */
final class PlayedKeys {

    private static final String ED25519 = "Ed25519";
    private static final int KEY_BYTES = 32;

    private PlayedKeys() {}

    static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance(ED25519).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }

    /** The JSON Web Key Set of a public key. */
    static JsonObject set(KeyPair keys) {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
        JsonObject key =
                new JsonObject()
                        .put("kty", "OKP")
                        .put("crv", ED25519)
                        .put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(raw));
        return new JsonObject().put("keys", List.of(key));
    }

    /** A signature in hex. */
    static String sign(KeyPair keys, String message) {
        try {
            Signature signature = Signature.getInstance(ED25519);
            signature.initSign(keys.getPrivate());
            signature.update(message.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the key signs", e);
        }
    }

    /** In hex. */
    static String sha256(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }
}
