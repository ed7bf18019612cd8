package dev.ringback.kernel.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that one decision changes. It is committed together or not at all: an accepted event
 * with the calls it fans out to, an attempt with the new state and what follows from it.
 *
 * @param events to append; one whose given id exists already is left out, with its calls
 * @param calls to add, in state Waiting
 * @param settle how the run of a call ends, if one does
 * @param moves of other calls: each is cancelled, or made due at another moment; none moves twice
 * @param puts documents to create or replace; each expects the revision before its own
 * @param deletes documents to remove, as last read
 * @param sightings of what must not have been seen before; none has the key of another
 */
public record Change(
        List<Event> events,
        List<Call> calls,
        Optional<Settle> settle,
        List<Settle> moves,
        List<Document> puts,
        List<Document> deletes,
        List<Sighting> sightings) {

    /**
     * A move of one call. It takes effect only while the call is Waiting on disk after just as many
     * attempts as whoever decided it had read; otherwise the change is dropped, but for the attempt
     * of a run that has ended.
     *
     * @param call as it was read
     * @param attempt to be kept; empty unless one has ended
     * @param next the state it moves to, never Running
     * @param attempts how many attempts are finished after it
     */
    public record Settle(Call call, Optional<Attempt> attempt, CallState next, int attempts) {

        public Settle {
            if (next instanceof CallState.Running) {
                throw new IllegalArgumentException("Running is never written to disk");
            }
        }

        /** Which call moves. */
        public CallId id() {
            return call.id();
        }

        /** The partition of its lane, 0 to 63. */
        public int partition() {
            return call.lane().partition();
        }

        /** How many attempts were finished when the move was decided. */
        public int before() {
            return call.attempts();
        }

        /** The call as it is then. */
        public Call after() {
            return call.with(next, attempts);
        }

        private boolean isOfAnother() {
            return attempt.isEmpty()
                    && (next instanceof CallState.Waiting || next instanceof CallState.Cancelled);
        }

        private Settle dueLater(Duration by) {
            return new Settle(call, attempt, after().dueLater(by).state(), attempts);
        }
    }

    public Change {
        events = List.copyOf(events);
        calls = List.copyOf(calls);
        puts = List.copyOf(puts);
        deletes = List.copyOf(deletes);
        moves = List.copyOf(moves);
        sightings = List.copyOf(sightings);
        if (!moves.isEmpty()) {
            requireApart(settle, moves);
        }
        if (sightings.size() > 1
                && sightings.stream().map(Sighting::key).distinct().count() < sightings.size()) {
            throw new IllegalArgumentException("a change sees a thing once: " + sightings);
        }
    }

    private Change(List<Event> events, List<Call> calls, Optional<Settle> settle) {
        this(events, calls, settle, List.of(), List.of(), List.of(), List.of());
    }

    private Change(List<Document> puts, List<Document> deletes, List<Sighting> sightings) {
        this(List.of(), List.of(), Optional.empty(), List.of(), puts, deletes, sightings);
    }

    private static void requireApart(Optional<Settle> settle, List<Settle> moves) {
        Set<CallId> moved = new HashSet<>();
        settle.ifPresent(own -> moved.add(own.id()));
        for (Settle move : moves) {
            if (!moved.add(move.id())) {
                throw new IllegalArgumentException("a change moves a call once: " + move.id());
            }
            if (!move.isOfAnother()) {
                throw new IllegalArgumentException("others are cancelled, or wait: " + move.id());
            }
        }
    }

    /** Events and the calls they fan out to. */
    public static Change accept(List<Event> events, List<Call> calls) {
        return new Change(events, calls, Optional.empty());
    }

    /** The move of a call, and nothing else. */
    public static Change settle(Settle settle) {
        return new Change(List.of(), List.of(), Optional.of(settle));
    }

    /**
     * Calls off a call that was read; empty when it is finished. What its kind says to that end
     * comes with it, and a request that is under way is broken off.
     */
    public static Optional<Change> cancel(Call call, Instant now) {
        return CallStates.cancel(call.state(), now).map(next -> move(call, next));
    }

    /**
     * Makes a call that was read due at once, by the machine's clock, and has its peer asked even
     * if a breaker is open; empty when it does not wait.
     */
    public static Optional<Change> hasten(Call call, Instant now) {
        return CallStates.hasten(call.state(), now).map(next -> move(call, next));
    }

    private static Change move(Call call, CallState next) {
        var move = new Settle(call, Optional.empty(), next, call.attempts());
        return new Change(
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(move),
                List.of(),
                List.of(),
                List.of());
    }

    /** Documents alone. */
    public static Change put(Document... documents) {
        return new Change(List.of(documents), List.of(), List.of());
    }

    /** The removal of documents alone. */
    public static Change delete(Document... documents) {
        return new Change(List.of(), List.of(documents), List.of());
    }

    /** Sightings alone. */
    public static Change seen(Sighting... sightings) {
        return new Change(List.of(), List.of(), List.of(sightings));
    }

    /** This change with more in it. */
    public Change and(Change more) {
        if (settle.isPresent() && more.settle.isPresent()) {
            throw new IllegalArgumentException("a change settles one call at most");
        }
        return new Change(
                joined(events, more.events),
                joined(calls, more.calls),
                settle.or(more::settle),
                joined(moves, more.moves),
                joined(puts, more.puts),
                joined(deletes, more.deletes),
                joined(sightings, more.sightings));
    }

    /** This change, with its events from there of which nobody has said where they come from. */
    public Change from(Origin origin) {
        List<Event> told =
                events.stream()
                        .map(event -> event.origin().isPresent() ? event : event.from(origin))
                        .toList();
        return new Change(told, calls, settle, moves, puts, deletes, sightings);
    }

    /** This change with its calls, and those that it moves, due so much later, or earlier. */
    public Change dueLater(Duration by) {
        List<Call> later = calls.stream().map(call -> call.dueLater(by)).toList();
        List<Settle> moved = moves.stream().map(move -> move.dueLater(by)).toList();
        return new Change(events, later, settle, moved, puts, deletes, sightings);
    }

    /** All moves: that of the run that has ended, and those of other calls. */
    public List<Settle> everyMove() {
        List<Settle> own = settle.map(List::of).orElseGet(List::of);
        return joined(own, moves);
    }

    /** About how many bytes it brings to disk; bounds the size of a commit. */
    public long weight() {
        long weight = 256L * (calls.size() + moves.size() + 1) + 64L * sightings.size();
        for (Event event : events) {
            weight += event.bytes() + 256L;
        }
        for (Document document : puts) {
            weight += document.body().size();
        }
        return weight + settle.flatMap(Settle::attempt).map(a -> a.responseBody().size()).orElse(0);
    }

    /** Whose it is, as what it adds or moves says; empty when it does neither. */
    public Optional<ProjectId> project() {
        if (!events.isEmpty()) {
            return Optional.of(events.getFirst().project());
        }
        return calls.isEmpty()
                ? puts.stream()
                        .map(Document::project)
                        .findFirst()
                        .or(() -> moves.stream().map(move -> move.call().project()).findFirst())
                : Optional.of(calls.getFirst().project());
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        if (other.isEmpty()) {
            return one;
        }
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
