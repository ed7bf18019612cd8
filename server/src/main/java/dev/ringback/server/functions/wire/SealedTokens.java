package dev.ringback.server.functions.wire;

import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Tokens that let their bearer see one thing. What they say is sealed in them, so nothing is kept
 * of them; they can stand in a URL as they are.
 *
 * @param vault seals and opens
 */
public record SealedTokens(Vault vault) {

    /** More than any that was made. */
    private static final int LONGEST = 8_192;

    /**
     * A token.
     *
     * @param what what it is for: it opens nothing else
     * @param says is found in it again
     */
    public String seal(String what, String says) {
        byte[] sealed = vault.seal(new Secret(says), place(what)).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** What a token says; empty when it is none for that. */
    public Optional<String> open(String what, String token) {
        if (token.isEmpty() || token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(token);
            String text = new String(sealed, StandardCharsets.UTF_8);
            return Optional.of(vault.open(text, place(what)).reveal());
        } catch (IllegalArgumentException | VaultException _) {
            return Optional.empty();
        }
    }

    private static String place(String what) {
        return "token for " + what;
    }
}
