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
import dev.ringback.kernel.model.Sighting;
import dev.ringback.kernel.model.SightingKey;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.port.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store in memory: the rules of the port as plainly as they can be written. */
public final class MemoryStore implements Store {

    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final Map<MemoryCommit.GivenId, Long> ids = new HashMap<>();
    private final TreeMap<CallId, Call> calls = new TreeMap<>();
    private final Map<CallId, NavigableMap<Integer, Attempt>> attempts = new HashMap<>();
    private final MemoryDocuments documents = new MemoryDocuments();
    private final MemorySightings sightings = new MemorySightings();
    private final WaitingCalls waiting = new WaitingCalls();

    private final MemoryCommit commit =
            new MemoryCommit(events, ids, calls, attempts, documents, sightings, waiting);

    @Override
    public synchronized List<Committed> commit(List<Change> changes) {
        return commit.of(changes);
    }

    @Override
    public synchronized OptionalInt size(long sequence) {
        return event(sequence).stream().mapToInt(Event::bytes).findFirst();
    }

    @Override
    public synchronized Optional<Event> event(long sequence) {
        return Optional.ofNullable(events.get(sequence));
    }

    @Override
    public synchronized Optional<Event> event(ProjectId project, EventId id) {
        return Optional.ofNullable(ids.get(new MemoryCommit.GivenId(project, id))).map(events::get);
    }

    @Override
    public synchronized Found<EventHead> events(EventQuery query) {
        return MemorySelection.page(
                events.headMap(query.before(), false).descendingMap().values().stream()
                        .filter(MemorySelection.of(query, calls.values().stream()))
                        .map(EventHead::of),
                query.limit(),
                EventHead::sequence);
    }

    @Override
    public synchronized List<EventHead> heads(Collection<Long> sequences) {
        return events(sequences, Integer.MAX_VALUE).stream().map(EventHead::of).toList();
    }

    @Override
    public synchronized List<Event> events(Collection<Long> sequences, int maxBytes) {
        return sequences.stream()
                .distinct()
                .flatMap(sequence -> event(sequence).stream())
                .filter(event -> event.bytes() <= maxBytes)
                .toList();
    }

    @Override
    public synchronized Optional<Call> call(ProjectId project, CallId id) {
        return Optional.ofNullable(calls.get(id)).filter(call -> call.project().equals(project));
    }

    @Override
    public synchronized List<Call> callsOf(ProjectId project, long event, int limit) {
        return select(CallQuery.ofEvent(project, event, 1)).limit(limit).toList();
    }

    @Override
    public synchronized List<Call> callsOf(ProjectId project, Collection<Long> events) {
        return calls.values().stream()
                .filter(call -> call.project().equals(project) && events.contains(call.event()))
                .toList();
    }

    @Override
    public synchronized Found<Call> calls(CallQuery query) {
        return MemorySelection.page(
                select(query).filter(call -> call.id().value() < query.before()),
                query.limit(),
                call -> call.id().value());
    }

    @Override
    public synchronized Found<Long> count(CallQuery query) {
        return Found.all(
                List.of(select(query).filter(c -> c.id().value() < query.before()).count()));
    }

    @Override
    public synchronized CallCounts counts(ProjectId project, String kind, LaneId lane) {
        return MemoryCounts.of(
                select(CallQuery.of(project, kind, 1)).filter(call -> call.lane().equals(lane)));
    }

    @Override
    public synchronized CallCounts counts(ProjectId project, String kind, long event) {
        return MemoryCounts.of(
                select(CallQuery.ofEvent(project, event, 1))
                        .filter(call -> call.kind().equals(kind)));
    }

    @Override
    public synchronized long storedBytes(ProjectId project) {
        return MemoryCounts.bytes(project, events.values(), documents.all());
    }

    private Stream<Call> select(CallQuery query) {
        return calls.descendingMap().values().stream()
                .filter(MemorySelection.of(query, this::event));
    }

    @Override
    public synchronized List<Attempt> attempts(CallId call) {
        return List.copyOf(attempts.getOrDefault(call, new TreeMap<>()).values());
    }

    @Override
    public synchronized List<AttemptHead> lastAttempts(Collection<CallId> of) {
        return of.stream()
                .flatMap(call ->
                        attempts(call).reversed().stream()
                                .limit(1)
                                .map(attempt -> AttemptHead.of(call, attempt)))
                .toList();
    }

    @Override
    public synchronized List<Call> due(LaneId lane, boolean retrying, QueuePlace from, int limit) {
        return waiting.due(lane, retrying, from, limit);
    }

    @Override
    public synchronized List<Call> oldest(LaneId lane, long series, int limit) {
        return waiting.oldest(lane, series, limit);
    }

    @Override
    public synchronized List<Call> oldest(LaneId lane, int limit) {
        return waiting.oldest(lane, limit);
    }

    @Override
    public synchronized long greatestId() {
        long event = events.isEmpty() ? 0 : events.lastKey();
        return calls.isEmpty() ? event : Math.max(event, calls.lastKey().value());
    }

    /** All that waits. */
    public synchronized List<Backlog> backlog() {
        return waiting.backlog();
    }

    @Override
    public synchronized List<Backlog> backlog(Optional<Backlog> after, int limit) {
        Comparator<Backlog> order =
                Comparator.comparing((Backlog each) -> each.lane().value())
                        .thenComparing(Backlog::retrying);
        return waiting.backlog().stream()
                .filter(each -> after.stream().allMatch(last -> order.compare(each, last) > 0))
                .sorted(order)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Document> documents(String kind) {
        return documents.of(kind);
    }

    @Override
    public synchronized List<Document> documents(DocumentQuery query) {
        return documents.page(query);
    }

    @Override
    public synchronized Optional<Document> document(String kind, ProjectId project, String id) {
        return documents.find(kind, project, id);
    }

    @Override
    public synchronized OptionalLong seen(SightingKey key, Instant now) {
        return sightings.find(key, now).stream().mapToLong(Sighting::sequence).findFirst();
    }

    @Override
    public synchronized Optional<Instant> latest(String source, String subject) {
        return events.values().stream()
                .filter(each -> each.subject().equals(subject))
                .filter(each ->
                        each.arrived().filter(from -> from.source().equals(source)).isPresent())
                .map(Event::occurredAt)
                .max(Comparator.naturalOrder());
    }

    @Override
    public synchronized int prune(Instant before, Instant now, int limit) {
        documents.expire(now);
        sightings.expire(now);
        int gone = 0;
        List<Event> old = MemorySelection.prunable(events, calls, before, limit);
        while (!old.isEmpty()) {
            old.forEach(this::forget);
            gone += old.size();
            old = MemorySelection.prunable(events, calls, before, limit - gone);
        }
        return gone;
    }

    @Override
    public synchronized int erase(ProjectId project, int limit) {
        List<Call> some =
                calls.values().stream()
                        .filter(call -> call.project().equals(project))
                        .limit(limit)
                        .toList();
        for (Call call : some) {
            calls.remove(call.id());
            waiting.remove(call);
            attempts.remove(call.id());
        }
        List<Event> old =
                some.isEmpty()
                        ? events.values().stream()
                                .filter(event -> event.project().equals(project))
                                .limit(limit)
                                .toList()
                        : List.of();
        old.forEach(this::forget);
        return some.size() + old.size();
    }

    @Override
    public synchronized List<Document> documents(ProjectId project, int limit) {
        return documents.all().stream()
                .filter(document -> document.project().equals(project))
                .limit(limit)
                .toList();
    }

    private void forget(Event event) {
        events.remove(event.sequence());
        ids.remove(new MemoryCommit.GivenId(event.project(), event.id()));
        calls.values().removeIf(call -> call.event() == event.sequence());
        attempts.keySet().removeIf(call -> Objects.isNull(calls.get(call)));
    }

    @Override
    public void close() {}
}
