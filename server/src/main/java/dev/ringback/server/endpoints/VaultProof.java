package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultException;
import java.util.List;
import java.util.Optional;

/**
 * A known text that lies in the store, encrypted like the secrets. By it a start sees whether it
 * has the key of this store, before anything is sent or accepted with another one.
 */
public final class VaultProof {

    private static final String KIND = "vault";
    private static final String ID = "proof";
    private static final String PLACE = KIND + "/" + ProjectId.DEFAULT.value() + "/" + ID;
    private static final Secret TEXT = new Secret("ringback");

    private VaultProof() {}

    /** Whether the store holds something that only the key of before can open. */
    public static boolean needsItsKey(Store store) {
        return proof(store).isPresent()
                || !store.documents(Endpoint.KIND).isEmpty()
                || !store.documents(DirectWebhook.KIND).isEmpty();
    }

    /**
     * Opens the proof with the vault; puts one there when there is none, and one under the newest
     * key in place of one under an older.
     *
     * @throws VaultException when the vault has another key than this store
     */
    public static void check(Store store, Vault vault) {
        Optional<Document> kept = proof(store);
        Payload fresh = Payload.of(vault.seal(TEXT, PLACE));
        if (kept.isEmpty()) {
            // A store of before there were proofs: its endpoints tell as well.
            EndpointCodec codec = new EndpointCodec(vault);
            store.documents(Endpoint.KIND).forEach(codec::decode);
            put(store, Document.create(KIND, ProjectId.DEFAULT, ID, fresh));
            return;
        }
        String sealed = kept.get().body().text();
        vault.open(sealed, PLACE);
        if (!vault.isCurrent(sealed)) {
            put(store, kept.get().revise(fresh));
        }
    }

    private static void put(Store store, Document proof) {
        store.commit(List.of(Change.put(proof)));
    }

    private static Optional<Document> proof(Store store) {
        return store.document(KIND, ProjectId.DEFAULT, ID);
    }
}
