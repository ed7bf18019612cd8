package dev.ringback.kernel.commit;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Store;

/** Compares the documents of a change with those on disk. */
public final class Documents {

    private Documents() {}

    /** Whether all that it puts is there, as it puts it, and nothing that it deletes. */
    public static boolean areOnDisk(Store store, Change change) {
        return change.puts().stream().allMatch(document -> isOnDisk(store, document))
                && change.deletes().stream().noneMatch(document -> isOnDisk(store, document));
    }

    private static boolean isOnDisk(Store store, Document document) {
        return store.document(document.kind(), document.project(), document.id())
                .filter(document::equals)
                .isPresent();
    }
}
