package dev.ringback.kernel.port;

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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The port to the disk. Every method is a whole transaction. What {@link #commit} returned is on
 * disk for good, through kill -9 and power loss.
 */
public interface Store extends AutoCloseable {

    /**
     * Commits changes in one transaction, in order, with one flush to disk. Called by one thread at
     * a time.
     *
     * @return one result per change, {@code Done} or {@code Stale}
     * @throws StoreException when the transaction failed; then nothing of it is known to be on
     *     disk, and all of it may be, now or later, when only the answer was lost
     */
    List<Committed> commit(List<Change> changes);

    /** The event of that sequence. */
    Optional<Event> event(long sequence);

    /** How many bytes an event takes, see {@link Event#bytes}, without reading it. */
    OptionalInt size(long sequence);

    /** The same of the event of that id; a store that is not in memory does not read it. */
    default OptionalInt size(ProjectId project, EventId id) {
        return event(project, id).stream().mapToInt(Event::bytes).findFirst();
    }

    /** The event of that id. */
    Optional<Event> event(ProjectId project, EventId id);

    /**
     * Many events at once, in no order. Those that are gone are left out.
     *
     * @param sequences whose
     * @param maxBytes those that take more are left out
     */
    List<Event> events(Collection<Long> sequences, int maxBytes);

    /** The heads of many events at once, in no order. Those that are gone are left out. */
    List<EventHead> heads(Collection<Long> sequences);

    /** The call of that id. */
    Optional<Call> call(ProjectId project, CallId id);

    /**
     * The calls of any kind that carry an event, the newest first.
     *
     * @param limit 1 or more
     */
    List<Call> callsOf(ProjectId project, long event, int limit);

    /** The calls of any kind that carry one of some events, in no order. */
    List<Call> callsOf(ProjectId project, Collection<Long> events);

    /**
     * A page of events, the newest first. This and the two that follow are for people: they are
     * asked apart from all else, only so many at a time and fewer yet for one project, and answer
     * what they have when their time is over.
     *
     * @throws StoreBusyException when too many others wait for an answer
     */
    Found<EventHead> events(EventQuery query);

    /** A page of calls, the newest first; see {@link #events(EventQuery)}. */
    Found<Call> calls(CallQuery query);

    /**
     * How many calls there are with smaller ids than the query's bound, of those that were looked
     * at; see {@link #events(EventQuery)}. The limit of the query means nothing here.
     *
     * @return one number, and where to go on counting
     */
    Found<Long> count(CallQuery query);

    /**
     * How many calls of one kind a project has in a lane. They are counted as they are committed,
     * so this is quick whatever their number.
     */
    CallCounts counts(ProjectId project, String kind, LaneId lane);

    /** How many calls of one kind carry an event. */
    CallCounts counts(ProjectId project, String kind, long event);

    /**
     * How many bytes a project's data takes: the payloads of its events, without what they quote,
     * and the bodies of its documents. Kept as it is committed, so this is quick. Attempts, names
     * and indexes come on top.
     */
    long storedBytes(ProjectId project);

    /** The attempts of a call, in order. */
    List<Attempt> attempts(CallId call);

    /** The last attempt of each of many calls, in no order. Those without one are left out. */
    List<AttemptHead> lastAttempts(Collection<CallId> calls);

    /**
     * The calls of a lane that wait, those due first.
     *
     * @param retrying whether those that had an attempt already, or those that had none
     * @param from those before it are left out
     * @param limit 1 or more
     */
    List<Call> due(LaneId lane, boolean retrying, QueuePlace from, int limit);

    /** The same from the first on. */
    default List<Call> due(LaneId lane, boolean retrying, int limit) {
        return due(lane, retrying, QueuePlace.FIRST, limit);
    }

    /** The calls of one series of a lane that wait, the oldest first, whether tried or not. */
    List<Call> oldest(LaneId lane, long series, int limit);

    /** The calls of a lane that wait, the oldest first, whether tried or not. */
    List<Call> oldest(LaneId lane, int limit);

    /** The greatest of all sequences of events and ids of calls; 0 where there are none. */
    long greatestId();

    /**
     * A page of what waits, lane by lane in some order that is always the same; two entries at most
     * for each.
     *
     * @param after the last entry of the page before; empty to begin
     * @param limit 1 or more; fewer entries than that are the last ones
     */
    List<Backlog> backlog(Optional<Backlog> after, int limit);

    /** All documents of a kind, of all projects, in no order. */
    List<Document> documents(String kind);

    /** A page of the documents of a kind in one project. */
    List<Document> documents(DocumentQuery query);

    /**
     * Some of the documents of a project, of any kind, so that they can be removed; fewer where
     * they are large. Empty when it has none.
     *
     * @param limit 1 or more
     */
    List<Document> documents(ProjectId project, int limit);

    /** One document. */
    Optional<Document> document(String kind, ProjectId project, String id);

    /**
     * In which event something was seen first.
     *
     * @param now a sighting that is over by then counts as none
     * @return the sequence of the event; empty when there is no sighting
     */
    OptionalLong seen(SightingKey key, Instant now);

    /**
     * When the latest event of a subject happened, of those that came in through a source.
     *
     * @param subject not empty
     * @return empty when there is none
     */
    Optional<Instant> latest(String source, String subject);

    /**
     * Forgets what is finished and old: events accepted before the moment with all their calls and
     * attempts, unless one of the calls still waits or an event that stays quotes them; documents
     * that have expired; and sightings that are over, of these some perhaps later.
     *
     * @param before events accepted earlier may go
     * @param now documents that expired earlier may go, and sightings that are over
     * @param limit how many events at most, to keep the transaction short
     * @return how many events went; less than the limit means that nothing is left to do
     */
    int prune(Instant before, Instant now, int limit);

    /**
     * Erases some of a project for good, whatever state it is in: its calls with their attempts,
     * the newest first, and once there are none its events. What was counted of them goes as well;
     * documents stay. For a project that nobody works for any more.
     *
     * @param limit how many calls or events at most, to keep the transaction short
     * @return how many went; 0 when there are none left
     */
    int erase(ProjectId project, int limit);

    @Override
    void close();
}
