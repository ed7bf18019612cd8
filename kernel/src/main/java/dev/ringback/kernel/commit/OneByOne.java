package dev.ringback.kernel.commit;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Commits the changes of a group that failed again, each alone: one that cannot be stored must not
 * take the others with it, and one whose answer alone was lost is found to be on disk. Used by one
 * thread at a time.
 */
final class OneByOne {

    private static final int FAILURES_IN_A_ROW = 3;

    private final Store store;

    /** What the group has put on disk: an equal document of a later change is not that one's. */
    private final Set<Document> puts = new HashSet<>();

    OneByOne(Store store) {
        this.store = store;
    }

    /**
     * Commits each; when several fail in a row, the rest is not tried.
     *
     * @param first why the group failed
     * @return what became of each, in order
     */
    List<Committed> commit(List<Change> changes, RuntimeException first) {
        puts.clear();
        var results = new ArrayList<Committed>(changes.size());
        RuntimeException last = first;
        int failures = 0;
        for (Change change : changes) {
            if (failures >= FAILURES_IN_A_ROW) {
                results.add(new Committed.Failed(last));
                continue;
            }
            try {
                results.add(commit(change));
                failures = 0;
            } catch (RuntimeException e) {
                last = e;
                failures++;
                results.add(new Committed.Failed(e));
            }
        }
        return results;
    }

    private Committed commit(Change change) {
        Committed committed = store.commit(List.of(change)).getFirst();
        boolean there = committed instanceof Committed.Stale && isOnDisk(change);
        if (there || committed instanceof Committed.Done) {
            puts.addAll(change.puts());
        }
        return there ? Committed.Done.ALL : committed;
    }

    /**
     * Whether a change of documents alone is there already. Others a store recognises by their
     * events, their calls, their settle and their sightings.
     */
    private boolean isOnDisk(Change change) {
        return change.events().isEmpty()
                && change.calls().isEmpty()
                && change.settle().isEmpty()
                && change.moves().isEmpty()
                && change.sightings().isEmpty()
                && Collections.disjoint(puts, change.puts())
                && Documents.areOnDisk(store, change);
    }
}
