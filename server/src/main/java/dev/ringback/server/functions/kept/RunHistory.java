package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs that have ended, in the order of their ends, and about how many bytes they take. Each
 * end leaves a document. What it is about is counted once from the disk, for a project that is
 * asked about, and follows what is committed after that.
 */
public final class RunHistory implements Follower {

    /** The kind of the documents that ends leave. */
    public static final String KIND = "run_end";

    private static final int PAGE = 1_000;

    /** What a run takes beside what its steps came to. */
    private static final long RUN = 2_000;

    /** What a step takes beside what it came to. */
    private static final long STEP = 500;

    private final Store store;
    private final String begun;

    /** What ended before anything was followed, for projects that were asked about. */
    private final Map<ProjectId, Long> old = new ConcurrentHashMap<>();

    private final Map<ProjectId, Long> since = new ConcurrentHashMap<>();

    /** Knows nothing yet; made before anything is committed. */
    public RunHistory(Store store, Ids ids) {
        this.store = store;
        this.begun = Sequence.text("", ids.next());
    }

    /**
     * What an end leaves.
     *
     * @param run the name of the run's document
     * @param bytes about how many the run takes with its steps
     */
    public record End(String run, long bytes) {

        /** Reads one. */
        public static End read(Document document) {
            String[] parts = document.body().text().split(" ");
            return new End(parts[0], Long.parseLong(parts[1]));
        }

        /** Of a run that ends. */
        public static End of(Run run, int steps, long stateBytes) {
            return new End(RunCodec.id(run.number()), RUN + STEP * steps + stateBytes);
        }

        /**
         * As it is kept.
         *
         * @param id a new one, by which ends are in their order
         */
        public Document document(ProjectId project, long id) {
            return Document.create(
                    KIND, project, Sequence.text("", id), Payload.of(run + " " + bytes));
        }
    }

    @Override
    public void committed(Change change) {
        for (Document put : change.puts()) {
            if (put.kind().equals(KIND)) {
                since.merge(put.project(), End.read(put).bytes(), Long::sum);
            }
        }
        for (Document gone : change.deletes()) {
            if (gone.kind().equals(KIND)) {
                Map<ProjectId, Long> of = isOld(gone) ? old : since;
                of.computeIfPresent(gone.project(), (_, bytes) -> bytes - End.read(gone).bytes());
            }
        }
    }

    /** About how many bytes the runs of a project take that have ended. */
    long bytes(ProjectId project) {
        if (!old.containsKey(project)) {
            old.put(project, counted(project));
        }
        return old.get(project) + since.getOrDefault(project, 0L);
    }

    private long counted(ProjectId project) {
        long sum = 0;
        Optional<String> after = Optional.empty();
        List<Document> page;
        do {
            page = oldest(project, after, PAGE);
            for (Document each : page) {
                sum += isOld(each) ? End.read(each).bytes() : 0;
            }
            after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast().id());
        } while (page.size() == PAGE && isOld(page.getLast()));
        return sum;
    }

    /** Some ends of a project, the oldest first. */
    List<Document> oldest(ProjectId project, Optional<String> after, int limit) {
        return store.documents(new DocumentQuery(KIND, project, false, after, limit));
    }

    /** Whether it was there before anything was followed. */
    private boolean isOld(Document end) {
        return end.id().compareTo(begun) < 0;
    }
}
