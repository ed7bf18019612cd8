package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.AttemptHead;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.kernel.port.StoreException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store that fails when a test wants it to, in front of one that does not. */
public final class FaultyStore implements Store {

    /** Decides which operations fail; asked once for each. */
    public interface Faults {
        /** Whether these changes are refused; then nothing of them is on disk. */
        boolean refuses(List<Change> changes);

        /** Whether the answer to a commit is lost; then all of it is on disk. */
        default boolean losesAnswer(List<Change> changes) {
            return false;
        }

        /**
         * Whether a commit comes late: its answer is lost, and it is on disk only when {@link
         * FaultyStore#appear} is called.
         */
        default boolean comesLate(List<Change> changes) {
            return false;
        }

        /** Whether a read fails. */
        boolean failsToRead();

        /** Whether a list for people is refused, as too many others read some. */
        default boolean refusesLists() {
            return false;
        }
    }

    private final Store store;
    private final Faults faults;
    private final Queue<List<Change>> late = new ConcurrentLinkedQueue<>();

    /** A store in front of another. */
    public FaultyStore(Store store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    @Override
    public List<Committed> commit(List<Change> changes) {
        if (faults.refuses(changes)) {
            throw new StoreException("disk full");
        }
        if (faults.comesLate(changes)) {
            late.add(changes);
            throw new StoreException("no answer in time");
        }
        List<Committed> results = store.commit(changes);
        if (faults.losesAnswer(changes)) {
            throw new StoreException("connection broke");
        }
        return results;
    }

    /** Puts on disk what came late. */
    public void appear() {
        for (var changes = late.poll(); changes != null; changes = late.poll()) {
            store.commit(changes);
        }
    }

    private Store reading() {
        if (faults.failsToRead()) {
            throw new StoreException("read error");
        }
        return store;
    }

    private Store listing() {
        if (faults.refusesLists()) {
            throw new StoreBusyException("too many lists");
        }
        return reading();
    }

    @Override
    public OptionalInt size(long sequence) {
        return reading().size(sequence);
    }

    @Override
    public OptionalInt size(ProjectId project, EventId id) {
        return reading().size(project, id);
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
    public Found<EventHead> events(EventQuery query) {
        return listing().events(query);
    }

    @Override
    public List<Event> events(Collection<Long> sequences, int maxBytes) {
        return reading().events(sequences, maxBytes);
    }

    @Override
    public Optional<Call> call(ProjectId project, CallId id) {
        return reading().call(project, id);
    }

    @Override
    public List<EventHead> heads(Collection<Long> sequences) {
        return reading().heads(sequences);
    }

    @Override
    public List<Call> callsOf(ProjectId project, long event, int limit) {
        return reading().callsOf(project, event, limit);
    }

    @Override
    public List<Call> callsOf(ProjectId project, Collection<Long> events) {
        return reading().callsOf(project, events);
    }

    @Override
    public Found<Call> calls(CallQuery query) {
        return listing().calls(query);
    }

    @Override
    public Found<Long> count(CallQuery query) {
        return listing().count(query);
    }

    @Override
    public CallCounts counts(ProjectId project, String kind, LaneId lane) {
        return reading().counts(project, kind, lane);
    }

    @Override
    public CallCounts counts(ProjectId project, String kind, long event) {
        return reading().counts(project, kind, event);
    }

    @Override
    public long storedBytes(ProjectId project) {
        return reading().storedBytes(project);
    }

    @Override
    public List<Attempt> attempts(CallId call) {
        return reading().attempts(call);
    }

    @Override
    public List<AttemptHead> lastAttempts(Collection<CallId> calls) {
        return reading().lastAttempts(calls);
    }

    @Override
    public List<Call> due(LaneId lane, boolean retrying, QueuePlace from, int limit) {
        return reading().due(lane, retrying, from, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, long series, int limit) {
        return reading().oldest(lane, series, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, int limit) {
        return reading().oldest(lane, limit);
    }

    @Override
    public long greatestId() {
        return reading().greatestId();
    }

    @Override
    public List<Backlog> backlog(Optional<Backlog> after, int limit) {
        return reading().backlog(after, limit);
    }

    @Override
    public List<Document> documents(String kind) {
        return reading().documents(kind);
    }

    @Override
    public List<Document> documents(DocumentQuery query) {
        return reading().documents(query);
    }

    @Override
    public Optional<Document> document(String kind, ProjectId project, String id) {
        return reading().document(kind, project, id);
    }

    @Override
    public OptionalLong seen(SightingKey key, Instant now) {
        return reading().seen(key, now);
    }

    @Override
    public Optional<Instant> latest(String source, String subject) {
        return reading().latest(source, subject);
    }

    @Override
    public int erase(ProjectId project, int limit) {
        return reading().erase(project, limit);
    }

    @Override
    public List<Document> documents(ProjectId project, int limit) {
        return reading().documents(project, limit);
    }

    @Override
    public int prune(Instant before, Instant now, int limit) {
        return reading().prune(before, now, limit);
    }

    @Override
    public void close() {
        store.close();
    }
}
