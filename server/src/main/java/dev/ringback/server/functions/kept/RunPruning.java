package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.TimeOrderedIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forgets runs that have ended and are old, each with its steps. One that has not ended is kept
 * however old it is, and is not looked at: each end leaves a document of its own, in the order of
 * the ends.
 *
 * @param store the disk
 * @param commits takes their removal
 * @param codec reads them
 */
public record RunPruning(Store store, Commits commits, RunCodec codec) {

    /** The kind of the documents that ends leave. */
    public static final String KIND = "run_end";

    private static final int PAGE = 100;

    /** Documents that go in one commit, or those of one run. */
    private static final int AT_ONCE = 500;

    /**
     * What the end of a run leaves.
     *
     * @param id a new one, by which ends are in their order
     */
    public static Document due(Run run, long id) {
        Payload number = Payload.of(RunCodec.id(run.number()));
        return Document.create(KIND, run.project(), Sequence.text("", id), number);
    }

    /** Those of a project that ended before a moment. */
    public void prune(ProjectId project, Instant before) {
        String last = Sequence.text("", TimeOrderedIds.floor(before));
        Optional<String> after = Optional.empty();
        List<Document> ends;
        do {
            ends =
                    store.documents(new DocumentQuery(KIND, project, false, after, PAGE)).stream()
                            .filter(end -> end.id().compareTo(last) < 0)
                            .toList();
            forget(ends);
            after = ends.isEmpty() ? Optional.empty() : Optional.of(ends.getLast().id());
        } while (ends.size() == PAGE);
    }

    private void forget(List<Document> ends) {
        List<Document> gone = new ArrayList<>();
        for (Document end : ends) {
            gone.add(end);
            store.document(Run.KIND, end.project(), end.body().text())
                    .ifPresent(run -> gone.addAll(all(run)));
            if (gone.size() >= AT_ONCE) {
                delete(gone);
            }
        }
        delete(gone);
    }

    /** A run's document, and those of its steps by what they are called: they never change. */
    private List<Document> all(Document run) {
        List<Document> all = new ArrayList<>();
        long number = Sequence.parse("", run.id()).orElseThrow();
        codec.decode(run, Map.of())
                .state()
                .stack()
                .forEach(step ->
                        all.add(
                                Document.create(
                                        StepRecord.KIND,
                                        run.project(),
                                        StepRecord.prefix(number) + step.hash(),
                                        Payload.EMPTY)));
        all.add(run);
        return all;
    }

    /** What is not taken now is tried again with the next round. */
    private void delete(List<Document> gone) {
        if (!gone.isEmpty()) {
            var _ = commits.commit(Change.delete(gone.toArray(Document[]::new)));
            gone.clear();
        }
    }
}
