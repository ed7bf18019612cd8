package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.TimeOrderedIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forgets runs that have ended, each with its steps: those that are old, and the oldest where all
 * take too much. One that has not ended is kept however old it is, and is not looked at.
 *
 * @param store the disk
 * @param commits takes their removal
 * @param codec reads them
 * @param history the runs that have ended
 * @param most bytes that those of a project may take; 0 for any
 */
public record RunPruning(
        Store store, Commits commits, RunCodec codec, RunHistory history, long most) {

    private static final int PAGE = 100;

    /** Documents that go in one commit, or those of one run. */
    private static final int AT_ONCE = 500;

    /** Those of a project that ended before a moment, and more if there are too many. */
    public void prune(ProjectId project, Instant before) {
        String last = Sequence.text("", TimeOrderedIds.floor(before));
        Optional<String> after = Optional.empty();
        List<Document> ends;
        do {
            ends =
                    history.oldest(project, after, PAGE).stream()
                            .filter(end -> end.id().compareTo(last) < 0)
                            .toList();
            forget(ends);
            after = ends.isEmpty() ? Optional.empty() : Optional.of(ends.getLast().id());
        } while (ends.size() == PAGE);
        if (most > 0) {
            prune(project);
        }
    }

    /** The oldest, until the others take no more than they may. */
    private void prune(ProjectId project) {
        long before = Long.MAX_VALUE;
        long bytes = history.bytes(project);
        // Where a commit is refused there is no end in sight: the next round tries again.
        while (bytes > most && bytes < before) {
            forget(oldest(project, bytes - most));
            before = bytes;
            bytes = history.bytes(project);
        }
    }

    private List<Document> oldest(ProjectId project, long bytes) {
        long left = bytes;
        List<Document> ends = new ArrayList<>();
        for (Document end : history.oldest(project, Optional.empty(), PAGE)) {
            if (left > 0) {
                ends.add(end);
                left -= RunHistory.End.read(end).bytes();
            }
        }
        return ends;
    }

    private void forget(List<Document> ends) {
        List<Document> gone = new ArrayList<>();
        for (Document end : ends) {
            gone.add(end);
            store.document(Run.KIND, end.project(), RunHistory.End.read(end).run())
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
        Run known = codec.decode(run, Map.of());
        known.name().ifPresent(name -> all.add(RunNames.document(run.project(), name, number)));
        RunMetadata.find(store, run.project(), number).ifPresent(all::add);
        known.state()
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
