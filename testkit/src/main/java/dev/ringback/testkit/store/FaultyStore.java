package dev.ringback.testkit.store;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Backlog;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.EventQuery;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import dev.ringback.kernel.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose commits fail when a test wants them to; everything else is passed on. */
public final class FaultyStore implements Store {

    private final Store store;
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicInteger after = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    public FaultyStore(Store store) {
        this.store = store;
    }

    /** The next so many commits fail, and nothing of them is on disk. */
    public void failCommits(int count) {
        before.set(count);
    }

    /** The next so many commits are on disk, but the caller is told that they failed. */
    public void loseAnswers(int count) {
        after.set(count);
    }

    /** The next so many reads fail. */
    public void failReads(int count) {
        reads.set(count);
    }

    @Override
    public List<Committed> commit(List<Change> changes) {
        fail(before, "The disk is full.");
        List<Committed> results = store.commit(changes);
        fail(after, "The connection broke.");
        return results;
    }

    private static void fail(AtomicInteger faults, String message) {
        if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreException(message);
        }
    }

    private Store reading() {
        fail(reads, "The disk cannot be read.");
        return store;
    }

    @Override
    public Optional<Event> event(long sequence) {
        return reading().event(sequence);
    }

    @Override
    public Optional<Event> event(ProjectId project, EventId id) {
        return reading().event(project, id);
    }

    @Override
    public List<Event> events(EventQuery query) {
        return reading().events(query);
    }

    @Override
    public Optional<Call> call(ProjectId project, CallId id) {
        return reading().call(project, id);
    }

    @Override
    public List<Call> calls(CallQuery query) {
        return reading().calls(query);
    }

    @Override
    public long count(CallQuery query) {
        return reading().count(query);
    }

    @Override
    public List<Attempt> attempts(CallId call) {
        return reading().attempts(call);
    }

    @Override
    public List<Call> due(LaneId lane, boolean retrying, int limit) {
        return reading().due(lane, retrying, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, int limit) {
        return reading().oldest(lane, limit);
    }

    @Override
    public List<Backlog> backlog() {
        return reading().backlog();
    }

    @Override
    public List<Document> documents(String kind) {
        return reading().documents(kind);
    }

    @Override
    public Optional<Document> document(String kind, ProjectId project, String id) {
        return reading().document(kind, project, id);
    }

    @Override
    public int prune(Instant before, Instant now, int limit) {
        return store.prune(before, now, limit);
    }

    @Override
    public void close() {
        store.close();
    }
}
