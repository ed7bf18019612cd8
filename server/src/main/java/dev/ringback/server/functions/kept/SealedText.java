package dev.ringback.server.functions.kept;

import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;

/**
 * Seals texts of one record.
 *
 * @param vault has the keys
 * @param place where they are kept: sealed texts open nowhere else
 */
record SealedText(Vault vault, String place) {

    String seal(String text) {
        return vault.seal(new Secret(text), place);
    }

    String open(String sealed) {
        return vault.open(sealed, place).reveal();
    }
}
