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
 * however old it is.
 *
 * @param store the disk
 * @param commits takes their removal
 * @param codec reads them
 */
public record RunPruning(Store store, Commits commits, RunCodec codec) {

    private static final int PAGE = 100;

    /** Documents that go in one commit, or those of one run. */
    private static final int AT_ONCE = 500;

    /** Those of a project that ended before a moment. */
    public void prune(ProjectId project, Instant before) {
        String last = RunCodec.id(TimeOrderedIds.floor(before));
        Optional<String> after = Optional.empty();
        List<Document> page;
        do {
            page = store.documents(new DocumentQuery(Run.KIND, project, false, after, PAGE));
            List<Document> gone = new ArrayList<>();
            for (Document document : page) {
                if (document.id().compareTo(last) < 0 && hasEnded(document, before)) {
                    gone.addAll(all(document));
                }
                if (gone.size() >= AT_ONCE) {
                    delete(gone);
                }
            }
            delete(gone);
            after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast().id());
        } while (page.size() == PAGE && page.getLast().id().compareTo(last) < 0);
    }

    private boolean hasEnded(Document document, Instant before) {
        return codec.decode(document, Map.of())
                .endedAt()
                .filter(end -> end.isBefore(before))
                .isPresent();
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
