package dev.ringback.store;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Backlog;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallCounts;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.DocumentQuery;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.EventQuery;
import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The store over a database: puts together what reads, what writes, and what is closed at the end.
 */
final class DatabaseStore implements Store {

    /** How many events one transaction of {@link #prune} deletes; commits get in between. */
    private static final int PRUNED_AT_ONCE = 100;

    private final Session session;
    private final Reads reads;
    private final Prunable prunable;
    private final Writing writing;
    private final Consumer<List<Change>> committed;
    private final Runnable close;

    /**
     * Puts the parts together.
     *
     * @param committed told of changes that are on disk, on the committing thread
     * @param close closes all parts; does nothing the second time
     */
    DatabaseStore(
            Dialect dialect,
            Session session,
            Writing writing,
            Consumer<List<Change>> committed,
            Runnable close) {
        this.session = session;
        this.reads = new Reads(dialect, session);
        this.prunable = new Prunable(dialect, session);
        this.writing = writing;
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
        return session.run(() -> pruneInSteps(before, now, limit));
    }

    private int pruneInSteps(Instant before, Instant now, int limit) {
        int expired = limit;
        while (expired == limit) {
            expired = writing.write(writer -> writer.expire(now.toEpochMilli(), limit));
        }
        int pruned = 0;
        List<Long> old = prunable.before(before, limit);
        while (!old.isEmpty()) {
            // What only they quoted may go after them.
            List<Long> quoted = prunable.quotedBy(old);
            pruned += prune(old);
            old = prunable.among(quoted, before, limit - pruned);
        }
        return pruned;
    }

    private int prune(List<Long> old) {
        int pruned = 0;
        for (int from = 0; from < old.size(); from += PRUNED_AT_ONCE) {
            List<Long> step = old.subList(from, Math.min(from + PRUNED_AT_ONCE, old.size()));
            pruned += writing.write(writer -> writer.prune(step));
        }
        return pruned;
    }

    @Override
    public OptionalInt size(long sequence) {
        return reads.size(sequence);
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
    public List<Event> events(EventQuery query) {
        return reads.events(query);
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
    public List<Call> calls(CallQuery query) {
        return reads.calls(query);
    }

    @Override
    public long count(CallQuery query) {
        return reads.count(query);
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
        return reads.attempts(call);
    }

    @Override
    public List<Call> due(LaneId lane, boolean retrying, int limit) {
        writing.makeCertain();
        return reads.due(lane, retrying, limit);
    }

    @Override
    public List<Call> oldest(LaneId lane, int limit) {
        writing.makeCertain();
        return reads.oldest(lane, limit);
    }

    @Override
    public long greatestId() {
        return reads.greatestId();
    }

    @Override
    public List<Backlog> backlog() {
        writing.makeCertain();
        return reads.backlog();
    }

    @Override
    public List<Document> documents(String kind) {
        return reads.documents(kind);
    }

    @Override
    public List<Document> documents(DocumentQuery query) {
        return reads.documents(query);
    }

    @Override
    public Optional<Document> document(String kind, ProjectId project, String id) {
        return reads.document(kind, project, id);
    }

    @Override
    public void close() {
        close.run();
    }
}
