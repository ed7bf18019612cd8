package dev.ringback.server;

import dev.ringback.kernel.port.Store;
import dev.ringback.server.config.SettingTable;
import dev.ringback.server.endpoints.VaultProof;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import dev.ringback.server.vault.VaultKey;
import dev.ringback.server.vault.VaultKeys;
import dev.ringback.store.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Opens the vault at the start, with the key of the settings or that of the data directory.
 *
 * @param given the keys of the settings; may be empty
 * @param file where a key is kept when none is given
 */
record Unlocking(List<VaultKey> given, Path file, SecureRandom random) {

    private static final String VARIABLE = SettingTable.SECRET_KEY.variable();

    /**
     * Opens it. A key is made for a store that has none yet, and only then.
     *
     * @throws VaultException when the key is missing, or is not that of this store
     */
    Vault open(Store store) {
        if (!given.isEmpty()) {
            return proven(given, VARIABLE, store);
        }
        try {
            Optional<List<VaultKey>> kept = VaultKeys.load(file);
            if (kept.isPresent()) {
                return proven(kept.get(), file.toString(), store);
            }
            if (VaultProof.needsItsKey(store)) {
                throw new VaultException(
                        """
                        The secret key is missing: there is no %s, and without it the secrets in \
                        this database cannot be read. Put the file back (a backup has it as \
                        FILE.key), or give the key as %s.\
                        """
                                .formatted(file, VARIABLE));
            }
            return proven(VaultKeys.create(file, random), file.toString(), store);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The secret key in %s cannot be used: %s. Mend that, or give the key as %s."
                            .formatted(file, DataDirectory.words(e), VARIABLE),
                    e);
        }
    }

    /**
     * Looks whether it will open a store that another process has begun; makes nothing.
     *
     * @throws VaultException as {@link #open} does
     */
    void tryOn(Store store) {
        if (VaultProof.needsItsKey(store)) {
            Vault _ = open(store);
        }
    }

    private Vault proven(List<VaultKey> keys, String whence, Store store) {
        var vault = new Vault(keys, random);
        try {
            VaultProof.check(store, vault);
            return vault;
        } catch (VaultException e) {
            throw new VaultException(
                    """
                    The secret key in %s is not the one with which the secrets in this database \
                    were encrypted (%s): put the right key there%s.\
                    """
                            .formatted(
                                    whence,
                                    e.getMessage(),
                                    whence.equals(VARIABLE) ? "" : ", or give it as " + VARIABLE),
                    e);
        }
    }
}
