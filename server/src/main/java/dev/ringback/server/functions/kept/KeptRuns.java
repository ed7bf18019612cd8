package dev.ringback.server.functions.kept;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs as they are on disk, without what their steps came to: to be listed and to be shown. */
public final class KeptRuns {

    /** Of so many bytes of documents one counts as held: each is let go of, but not at once. */
    private static final int HELD_OF = 4;

    private final Store store;
    private final RunCodec codec;

    public KeptRuns(Store store, RunCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** A run, though the events may be gone that started it. */
    public Optional<Run> find(ProjectId project, long number) {
        return store.document(Run.KIND, project, RunCodec.id(number)).map(this::read);
    }

    /**
     * The newest of those with smaller numbers.
     *
     * @param limit 1 to 1,000
     */
    public List<Run> newest(ProjectId project, long before, int limit) {
        Optional<String> after =
                before == Long.MAX_VALUE ? Optional.empty() : Optional.of(RunCodec.id(before));
        return store.documents(new DocumentQuery(Run.KIND, project, true, after, limit)).stream()
                .map(this::read)
                .toList();
    }

    /** The run of a document. */
    public Run read(Document document) {
        RoomOfThread.take(document.body().size() / HELD_OF);
        return codec.decode(document, Map.of());
    }
}
