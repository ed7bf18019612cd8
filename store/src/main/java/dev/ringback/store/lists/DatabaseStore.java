package dev.ringback.store.lists;

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
import dev.ringback.store.rows.Dialect;
import dev.ringback.store.rows.ListLimits;
import dev.ringback.store.rows.Session;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The store over a database: puts together what reads, what writes, and what is closed at the end.
 */
public final class DatabaseStore implements Store {

    private final BlockingExecutor blocking;
    private final Reads reads;
    private final Reads queue;
    private final KeptAttempts attempts;
    private final KeptDocuments documents;
    private final Lists lists;
    private final ReadTurns turns;
    private final Pruning pruning;
    private final SingleWriter writing;
    private final Seen seen;
    private final Consumer<List<Change>> committed;
    private final Runnable close;

    /**
     * Puts the parts together.
     *
     * @param quick for what is quick
     * @param slow for what may take long, with threads and connections of its own
     * @param blocking for what takes long and writes, too
     * @param seen looks up what was seen
     * @param committed told of changes that are on disk, on the committing thread
     * @param close closes all parts; does nothing the second time
     */
    public DatabaseStore(
            Dialect dialect,
            Session quick,
            Session slow,
            BlockingExecutor blocking,
            ListLimits limits,
            SingleWriter writing,
            Seen seen,
            Consumer<List<Change>> committed,
            Runnable close) {
        this.blocking = blocking;
        this.reads = new Reads(dialect, quick);
        this.queue = new Reads(dialect, quick.patient());
        this.attempts = new KeptAttempts(dialect, quick);
        this.documents = new KeptDocuments(dialect, quick);
        this.lists = new Lists(dialect, slow, limits);
        this.turns = new ReadTurns(limits.places(), limits.perProject(), limits.patience());
        this.pruning = new Pruning(new Prunable(dialect, slow.patient()), writing);
        this.writing = writing;
        this.seen = seen;
        this.committed = committed;
        this.close = close;
    }

    @Override
    public List<Committed> commit(List<Change> changes) {
        List<Committed> results = writing.write(writer -> writer.commit(changes));
        committed.accept(changes);
        return results;
    }

    @Override
    public int prune(Instant before, Instant now, int limit) {
        return blocking.run(() -> pruning.prune(before, now, limit));
    }

    @Override
    public int erase(ProjectId project, int limit) {
        return blocking.run(() -> writing.write(writer -> writer.erase(project.value(), limit)));
    }

    @Override
    public OptionalInt size(long sequence) {
        return reads.size(sequence);
    }

    @Override
    public OptionalInt size(ProjectId project, EventId id) {
        return reads.size(project, id);
    }

    @Override
    public Optional<Event> event(long sequence) {
        return reads.event(sequence);
    }

    @Override
    public Optional<Event> event(ProjectId project, EventId id) {
        return reads.event(project, id);
    }

    @Override
    public List<Event> events(Collection<Long> sequences, int maxBytes) {
        return reads.events(sequences, maxBytes);
    }

    @Override
    public Optional<Call> call(ProjectId project, CallId id) {
        return reads.call(project, id);
    }

    @Override
    public List<EventHead> heads(Collection<Long> sequences) {
        return reads.heads(sequences);
    }

    @Override
    public List<Call> callsOf(ProjectId project, long event, int limit) {
        return reads.callsOf(project, event, limit);
    }

    @Override
    public List<Call> callsOf(ProjectId project, Collection<Long> events) {
        return reads.callsOf(project, events);
    }

    @Override
    public Found<EventHead> events(EventQuery query) {
        return turns.run(query.project(), () -> lists.events(query));
    }

    @Override
    public Found<Call> calls(CallQuery query) {
        return turns.run(query.project(), () -> lists.calls(query));
    }

    @Override
    public Found<Long> count(CallQuery query) {
        return turns.run(query.project(), () -> lists.count(query));
    }

    @Override
    public CallCounts counts(ProjectId project, String kind, LaneId lane) {
        return reads.counts(project, kind, lane);
    }

    @Override
    public CallCounts counts(ProjectId project, String kind, long event) {
        return reads.counts(project, kind, event);
    }

    @Override
    public long storedBytes(ProjectId project) {
        return reads.storedBytes(project);
    }

    @Override
    public List<Attempt> attempts(CallId call) {
        return attempts.of(call);
    }

    @Override
    public List<AttemptHead> lastAttempts(Collection<CallId> calls) {
        return attempts.last(calls);
    }

    @Override
    public List<Call> due(LaneId lane, boolean retrying, QueuePlace from, int limit) {
        writing.makeCertain();
        return queue.due(lane, retrying, from, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, long series, int limit) {
        writing.makeCertain();
        return queue.oldest(lane, series, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, int limit) {
        writing.makeCertain();
        return queue.oldest(lane, limit);
    }

    @Override
    public long greatestId() {
        return queue.greatestId();
    }

    @Override
    public List<Backlog> backlog(Optional<Backlog> after, int limit) {
        writing.makeCertain();
        return queue.backlog(after, limit);
    }

    @Override
    public List<Document> documents(String kind) {
        return documents.documents(kind);
    }

    @Override
    public List<Document> documents(DocumentQuery query) {
        return documents.documents(query);
    }

    @Override
    public List<Document> documents(ProjectId project, int limit) {
        return documents.documents(project, limit);
    }

    @Override
    public Optional<Document> document(String kind, ProjectId project, String id) {
        return documents.document(kind, project, id);
    }

    @Override
    public OptionalLong seen(SightingKey key, Instant now) {
        return seen.seen(key, now);
    }

    @Override
    public Optional<Instant> latest(String source, String subject) {
        return reads.latest(source, subject);
    }

    @Override
    public void close() {
        close.run();
    }
}
