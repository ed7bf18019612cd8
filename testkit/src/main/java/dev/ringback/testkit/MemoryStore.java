package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store in memory: the rules of the port as plainly as they can be written. */
public final class MemoryStore implements Store {

    private record GivenId(ProjectId project, EventId id) {}

    private final TreeMap<Long, Event> events = new TreeMap<>();
    private final Map<GivenId, Long> ids = new HashMap<>();
    private final TreeMap<CallId, Call> calls = new TreeMap<>();
    private final Map<CallId, TreeMap<Integer, Attempt>> attempts = new HashMap<>();
    private final MemoryDocuments documents = new MemoryDocuments();
    private final WaitingCalls waiting = new WaitingCalls();

    /** How to take back what the transaction has done so far, the last first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    @Override
    public synchronized List<Committed> commit(List<Change> changes) {
        try {
            var results = new ArrayList<Committed>();
            for (Change change : changes) {
                results.add(write(change));
            }
            return results;
        } catch (RuntimeException failure) {
            undo.forEach(Runnable::run);
            throw failure;
        } finally {
            undo.clear();
        }
    }

    private Committed write(Change change) {
        boolean configures = !change.puts().isEmpty() || !change.deletes().isEmpty();
        if ((configures || !change.moves().isEmpty()) && isOnDisk(change)) {
            return append(change);
        }
        Optional<String> stale =
                documents
                        .stale(change)
                        .or(() -> change.moves().stream().flatMap(this::stale).findFirst())
                        .or(() -> change.settle().flatMap(settle -> settle(settle, change)));
        if (stale.isPresent()) {
            return new Committed.Stale(stale.get());
        }
        Committed done = append(change);
        change.moves().forEach(this::move);
        undo.push(documents.write(change));
        return done;
    }

    /** Whether the change is there already, because whoever asked did not hear of its success. */
    private boolean isOnDisk(Change change) {
        if (!change.everyMove().isEmpty()) {
            return change.settle().stream().allMatch(this::isSettled)
                    && hasConsequences(change)
                    && (isTold(change) || change.moves().stream().allMatch(this::isSettled));
        }
        return change.calls().isEmpty()
                ? !change.events().isEmpty()
                        && events.containsKey(change.events().getFirst().sequence())
                : calls.containsKey(change.calls().getFirst().id());
    }

    /** Whether it brings something of its own by which it is recognised. */
    private static boolean isTold(Change change) {
        return change.events().stream().anyMatch(event -> !event.id().given())
                || (change.events().isEmpty() && !change.calls().isEmpty());
    }

    private boolean isSettled(Settle settle) {
        Call call = calls.get(settle.id());
        return call != null
                && call.state().equals(settle.next())
                && call.attempts() == settle.attempts()
                && settle.attempt().stream()
                        .allMatch(attempt -> attempts(call.id()).contains(attempt));
    }

    /** Others may have moved the call alike; what follows from this move is its own. */
    private boolean hasConsequences(Change change) {
        return change.events().stream()
                        .filter(event -> !event.id().given())
                        .allMatch(event -> events.containsKey(event.sequence()))
                && (!change.events().isEmpty()
                        || change.calls().stream().allMatch(c -> calls.containsKey(c.id())));
    }

    /** Moves a call and keeps the attempt; says why when the call cannot be moved. */
    private Optional<String> settle(Settle settle, Change change) {
        boolean done = isSettled(settle) && hasConsequences(change);
        Optional<String> stale = done ? Optional.empty() : stale(settle).findFirst();
        Call call = calls.get(settle.id());
        if (call != null) {
            if (!done && stale.isEmpty()) {
                move(settle);
            }
            settle.attempt().ifPresent(attempt -> keep(call.id(), attempt));
        }
        return stale;
    }

    /** Why a call cannot be moved. */
    private Stream<String> stale(Settle settle) {
        Call call = calls.get(settle.id());
        if (call == null) {
            return Stream.of("there is no " + settle.id());
        }
        return call.state() instanceof CallState.Waiting && call.attempts() == settle.before()
                ? Stream.of()
                : Stream.of(call.id() + " is " + call.state().name().word());
    }

    private void move(Settle settle) {
        Call call = Objects.requireNonNull(calls.get(settle.id()));
        waiting.remove(call);
        undo.push(() -> waiting.add(call));
        Call moved = call.with(settle.next(), settle.attempts());
        put(calls, call.id(), moved);
        waiting.add(moved);
        undo.push(() -> waiting.remove(moved));
    }

    private void keep(CallId call, Attempt attempt) {
        TreeMap<Integer, Attempt> kept = attempts.computeIfAbsent(call, _ -> new TreeMap<>());
        if (!kept.containsKey(attempt.number())) {
            put(kept, attempt.number(), attempt);
        }
    }

    private Committed.Done append(Change change) {
        var duplicates = new HashSet<Long>();
        for (Event event : change.events()) {
            if (!append(event)) {
                duplicates.add(event.sequence());
            }
        }
        for (Call call : change.calls()) {
            if (!duplicates.contains(call.event())) {
                append(call);
            }
        }
        return new Committed.Done(Set.copyOf(duplicates));
    }

    /** Adds an event, unless it is there; false when another one has its id. */
    private boolean append(Event event) {
        Event stored = events.get(event.sequence());
        if (stored != null && !stored.equals(event.with(event.payload(), stored.quotes()))) {
            throw new StoreException("another event has sequence " + event.sequence());
        }
        var id = new GivenId(event.project(), event.id());
        Long other = ids.get(id);
        if (other != null && other != event.sequence()) {
            return false;
        }
        put(events, event.sequence(), MemoryQuotes.tenable(event, events));
        put(ids, id, event.sequence());
        return true;
    }

    private void append(Call call) {
        if (!(call.state() instanceof CallState.Waiting)) {
            throw new StoreException(call.id() + " is new and does not wait");
        }
        Call stored = calls.get(call.id());
        if (stored == null) {
            put(calls, call.id(), call);
            waiting.add(call);
            undo.push(() -> waiting.remove(call));
        } else if (stored.event() != call.event() || !stored.lane().equals(call.lane())) {
            throw new StoreException("another call has the id " + call.id());
        }
    }

    private <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        V before = map.get(key);
        replace(map, key, value);
        undo.push(() -> replace(map, key, before));
    }

    private static <K, V> void replace(Map<K, V> map, K key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    @Override
    public synchronized OptionalInt size(long sequence) {
        return event(sequence).stream().mapToInt(event -> event.payload().size()).findFirst();
    }

    @Override
    public synchronized Optional<Event> event(long sequence) {
        return Optional.ofNullable(events.get(sequence));
    }

    @Override
    public synchronized Optional<Event> event(ProjectId project, EventId id) {
        return Optional.ofNullable(ids.get(new GivenId(project, id))).map(events::get);
    }

    @Override
    public synchronized Found<EventHead> events(EventQuery query) {
        return MemorySelection.page(
                events.headMap(query.before(), false).descendingMap().values().stream()
                        .filter(MemorySelection.of(query))
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
                .filter(event -> event.payload().size() <= maxBytes)
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
    public synchronized List<Call> due(LaneId lane, boolean retrying, int limit) {
        return waiting.due(lane, retrying, limit);
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
    public synchronized int prune(Instant before, Instant now, int limit) {
        documents.expire(now);
        int gone = 0;
        List<Event> old = MemorySelection.prunable(events, calls, before, limit);
        while (!old.isEmpty()) {
            old.forEach(this::forget);
            gone += old.size();
            old = MemorySelection.prunable(events, calls, before, limit - gone);
        }
        return gone;
    }

    private void forget(Event event) {
        events.remove(event.sequence());
        ids.remove(new GivenId(event.project(), event.id()));
        calls.values().removeIf(call -> call.event() == event.sequence());
        attempts.keySet().removeIf(call -> Objects.isNull(calls.get(call)));
    }

    @Override
    public void close() {}
}
