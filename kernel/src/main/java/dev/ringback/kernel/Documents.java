package dev.ringback.kernel;

/** Compares the documents of a change with those on disk. */
final class Documents {

    private Documents() {}

    /** Whether all that it puts is there, as it puts it, and nothing that it deletes. */
    static boolean areOnDisk(Store store, Change change) {
        return change.puts().stream().allMatch(document -> isOnDisk(store, document))
                && change.deletes().stream().noneMatch(document -> isOnDisk(store, document));
    }

    private static boolean isOnDisk(Store store, Document document) {
        return store.document(document.kind(), document.project(), document.id())
                .filter(document::equals)
                .isPresent();
    }
}
