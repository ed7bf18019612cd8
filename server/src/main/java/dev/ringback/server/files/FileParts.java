package dev.ringback.server.files;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The bytes of files, in documents of one part each. A part never changes; those that are read here
 * and there, line by line, are kept in memory for a while.
 */
public final class FileParts {

    /** Bytes of each part but the last. */
    public static final int SIZE = 256 * 1024;

    private static final String KIND = "file-part";
    private static final int CACHED = 64;
    private static final int DELETED_AT_ONCE = 100;

    private final Store store;
    private final Commits commits;
    private final ByteBudget budget;
    private final SequencedMap<Name, Cached> cache = new LinkedHashMap<>(2 * CACHED, 0.75f, true);

    private record Name(ProjectId project, String file, int index) {

        String id() {
            return "%s:%05d".formatted(file, index);
        }
    }

    private record Cached(Payload part, Share share) {}

    /** A part that should be there is not. */
    public static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private MissingException(Name name) {
            super("there is no part " + name.id());
        }
    }

    /**
     * Wires.
     *
     * @param commits commits a change, and returns when it is on disk
     * @param budget the account of what is held in memory
     */
    FileParts(Store store, Commits commits, ByteBudget budget) {
        this.store = store;
        this.commits = commits;
        this.budget = budget;
    }

    /** Puts a part on disk. */
    Committed put(ProjectId project, String file, int index, Payload bytes, Instant expiresAt) {
        String id = new Name(project, file, index).id();
        return commits.commit(
                Change.put(Document.create(KIND, project, id, bytes).until(expiresAt)));
    }

    /** Removes the first parts of a file. What cannot be removed now expires later. */
    void delete(ProjectId project, String file, int count) {
        for (int from = 0; from < count; from += DELETED_AT_ONCE) {
            List<Document> parts = new ArrayList<>();
            for (int i = from; i < Math.min(from + DELETED_AT_ONCE, count); i++) {
                String id = new Name(project, file, i).id();
                parts.add(Document.create(KIND, project, id, Payload.EMPTY));
            }
            if (!(commits.commit(Change.delete(parts.toArray(Document[]::new)))
                    instanceof Committed.Done)) {
                return;
            }
        }
    }

    /** How many parts a file of that size has. */
    static int count(long size) {
        return (int) ((size + SIZE - 1) / SIZE);
    }

    /**
     * A part, for those who read one after the other.
     *
     * @throws MissingException when it is not there
     */
    public Payload part(ProjectId project, String file, int index) {
        return read(new Name(project, file, index));
    }

    /**
     * Bytes from anywhere in a file.
     *
     * @throws MissingException when they are not there
     */
    public Payload range(ProjectId project, String file, long from, int length) {
        var bytes = new ByteArrayOutputStream(length);
        long at = from;
        while (bytes.size() < length) {
            var name = new Name(project, file, (int) (at / SIZE));
            byte[] part = cached(name).bytes();
            int start = (int) (at % SIZE);
            int count = Math.min(part.length - start, length - bytes.size());
            if (count <= 0) {
                throw new MissingException(name);
            }
            bytes.write(part, start, count);
            at += count;
        }
        return Payload.of(bytes.toByteArray());
    }

    private Payload cached(Name name) {
        synchronized (cache) {
            Cached known = cache.get(name);
            if (known != null) {
                return known.part();
            }
        }
        Payload read = read(name);
        synchronized (cache) {
            if (!cache.containsKey(name)) {
                room(name.project()).ifPresent(share -> cache.put(name, new Cached(read, share)));
            }
        }
        return read;
    }

    /**
     * Room for one part more: when there is none, the one that was not asked for longest makes it.
     */
    private Optional<Share> room(ProjectId project) {
        Optional<Share> free =
                cache.size() < CACHED ? budget.of(project).spare(SIZE) : Optional.empty();
        if (free.isPresent() || cache.isEmpty()) {
            return free;
        }
        // Its share is its own project's, and is not handed on.
        cache.pollFirstEntry().getValue().share().close();
        return budget.of(project).spare(SIZE);
    }

    private Payload read(Name name) {
        Optional<Document> part = store.document(KIND, name.project(), name.id());
        return part.orElseThrow(() -> new MissingException(name)).body();
    }
}
