package dev.ringback.testkit;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A transaction of {@link MemoryStore}: what a change may do, and how it is taken back. */
final class MemoryCommit {

    /** Which event has an id. */
    record GivenId(ProjectId project, EventId id) {}

    private final NavigableMap<Long, Event> events;
    private final Map<GivenId, Long> ids;
    private final NavigableMap<CallId, Call> calls;
    private final Map<CallId, NavigableMap<Integer, Attempt>> attempts;
    private final MemoryDocuments documents;
    private final MemorySightings sightings;
    private final WaitingCalls waiting;

    /** How to take back what the transaction has done so far, the last first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    MemoryCommit(
            NavigableMap<Long, Event> events,
            Map<GivenId, Long> ids,
            NavigableMap<CallId, Call> calls,
            Map<CallId, NavigableMap<Integer, Attempt>> attempts,
            MemoryDocuments documents,
            MemorySightings sightings,
            WaitingCalls waiting) {
        this.events = events;
        this.ids = ids;
        this.calls = calls;
        this.attempts = attempts;
        this.documents = documents;
        this.sightings = sightings;
        this.waiting = waiting;
    }

    /** Writes changes, all of them or, when one fails, none. */
    List<Committed> of(List<Change> changes) {
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
        Optional<String> seen = sightings.stale(change);
        boolean careful =
                !change.puts().isEmpty()
                        || !change.deletes().isEmpty()
                        || !change.moves().isEmpty()
                        || seen.isPresent();
        if (sightings.areOnDisk(change) || (careful && isOnDisk(change))) {
            return append(change);
        }
        Optional<String> stale =
                seen.or(() -> documents.stale(change))
                        .or(() -> change.moves().stream().flatMap(this::stale).findFirst())
                        .or(() -> change.settle().flatMap(settle -> settle(settle, change)));
        if (stale.isPresent()) {
            return new Committed.Stale(stale.get());
        }
        Committed done = append(change);
        change.moves().forEach(this::move);
        undo.push(documents.write(change));
        if (!change.sightings().isEmpty()) {
            undo.push(sightings.write(change));
        }
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
                        .allMatch(attempt ->
                                attempts.getOrDefault(call.id(), new TreeMap<>())
                                        .containsValue(attempt));
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
        NavigableMap<Integer, Attempt> kept = attempts.computeIfAbsent(call, _ -> new TreeMap<>());
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
}
