package dev.ringback.server.access;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * When keys were last used: kept in memory, and written down now and then, all that changed in one
 * commit, so that no request pays for it. What came after the last time is forgotten by a process
 * that is killed.
 */
final class KeyUses {

    static final String KIND = "key_use";

    /** A request within the same second writes nothing, not even to memory. */
    private static final long FINE = 1000;

    private static final int AT_ONCE = 500;

    private final Store store;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    private record Body(Instant usedAt) {}

    /** Reads what was written down. */
    KeyUses(Store store) {
        this.store = store;
        for (Document document : store.documents(KIND)) {
            uses.put(document.id(), Use.of(document));
        }
    }

    /** The use of one key. */
    static final class Use {

        private volatile long at;
        private long written;
        private long revision;

        private Use(long at, long revision) {
            this.at = at;
            this.written = at;
            this.revision = revision;
        }

        private static Use of(Document document) {
            Body body = Records.read(document.body(), Body.class);
            return new Use(body.usedAt().toEpochMilli(), document.revision());
        }

        /** It is used now. */
        void mark(Instant now) {
            long millis = now.toEpochMilli();
            if (millis - at >= FINE) {
                at = millis;
            }
        }
    }

    /** That of a key. */
    Use of(ApiKey key) {
        return uses.computeIfAbsent(key.id(), _ -> new Use(0, 0));
    }

    /** When it was used last; empty when nobody has used it yet. */
    Optional<Instant> last(ApiKey key) {
        return Optional.ofNullable(uses.get(key.id()))
                .filter(use -> use.at > 0)
                .map(use -> Instant.ofEpochMilli(use.at));
    }

    /**
     * Writes down what has changed since the last time; what cannot be written is tried again with
     * the next.
     *
     * @param keys all that there are; of others nothing is kept
     */
    synchronized void write(List<ApiKey> keys, Commits commits) {
        List<ApiKey> fresh = keys.stream().filter(this::isFresh).toList();
        for (int from = 0; from < fresh.size(); from += AT_ONCE) {
            write(commits, fresh.subList(from, Math.min(from + AT_ONCE, fresh.size())));
        }
        forget(keys, commits);
    }

    private boolean isFresh(ApiKey key) {
        Use use = uses.get(key.id());
        return use != null && use.at > use.written;
    }

    private void write(Commits commits, List<ApiKey> fresh) {
        List<Document> puts = new ArrayList<>();
        List<Runnable> done = new ArrayList<>();
        for (ApiKey key : fresh) {
            Use use = of(key);
            long at = use.at;
            var body = Records.store(new Body(Instant.ofEpochMilli(at)));
            puts.add(
                    new Document(
                            KIND,
                            key.project(),
                            key.id(),
                            use.revision + 1,
                            body,
                            Optional.empty()));
            done.add(() -> {
                use.written = at;
                use.revision++;
            });
        }
        switch (commits.commit(Change.put(puts.toArray(Document[]::new)))) {
            case Committed.Done _ -> done.forEach(Runnable::run);
            case Committed.Stale _, Committed.Unknown _ -> fresh.forEach(this::again);
            case Committed.Failed _, Committed.Overloaded _ -> {}
        }
    }

    /** Somebody else has written it, or an answer was lost. */
    private void again(ApiKey key) {
        of(key).revision =
                store.document(KIND, key.project(), key.id()).map(Document::revision).orElse(0L);
    }

    private void forget(List<ApiKey> keys, Commits commits) {
        Set<String> known = keys.stream().map(ApiKey::id).collect(Collectors.toSet());
        if (known.containsAll(uses.keySet())) {
            return;
        }
        uses.keySet().removeIf(id -> !known.contains(id));
        Document[] gone =
                store.documents(KIND).stream()
                        .filter(each -> !known.contains(each.id()))
                        .limit(AT_ONCE)
                        .toArray(Document[]::new);
        if (gone.length > 0) {
            Committed _ = commits.commit(Change.delete(gone));
        }
    }
}
