package dev.ringback.store.writing;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.store.rows.DocumentName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a batch into runs of changes that do not touch each other, so that each run can be written
 * with one statement per table and still means the same as change after change. A usual batch is
 * one run.
 */
public final class Runs {

    private final List<List<Change>> runs = new ArrayList<>();
    private final Set<Object> touched = new HashSet<>();
    private List<Change> current = new ArrayList<>();

    private Runs() {}

    public static List<List<Change>> of(List<Change> changes) {
        Runs runs = new Runs();
        for (Change change : changes) {
            runs.add(change);
        }
        runs.cut();
        return runs.runs;
    }

    private void add(Change change) {
        Set<Object> keys = keys(change);
        if (keys.stream().anyMatch(touched::contains)) {
            cut();
        }
        current.add(change);
        touched.addAll(keys);
    }

    private void cut() {
        if (!current.isEmpty()) {
            runs.add(current);
            current = new ArrayList<>();
            touched.clear();
        }
    }

    /**
     * Ids of calls, sequences of events, given ids in their project, names of documents, and keys
     * of sightings.
     */
    private static Set<Object> keys(Change change) {
        Set<Object> keys = new HashSet<>();
        change.everyMove().forEach(move -> keys.add(move.id()));
        for (Call call : change.calls()) {
            keys.add(call.id());
        }
        for (Event event : change.events()) {
            keys.add(event.sequence());
            if (event.id().given()) {
                keys.add(List.of(event.project(), event.id()));
            }
        }
        change.puts().forEach(document -> keys.add(DocumentName.of(document)));
        change.deletes().forEach(document -> keys.add(DocumentName.of(document)));
        change.sightings().forEach(sighting -> keys.add(sighting.key()));
        return keys;
    }
}
