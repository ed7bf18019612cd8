package dev.ringback.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that one decision changes. It is committed together or not at all: an accepted event
 * with the calls it fans out to, an attempt with the new state and what follows from it.
 *
 * @param events to append; one whose given id exists already is left out, with its calls
 * @param calls to add, in state Waiting
 * @param settle the move of a call, if there is one
 * @param puts documents to create or replace; each expects the revision before its own
 * @param deletes documents to remove, as last read
 */
public record Change(
        List<Event> events,
        List<Call> calls,
        Optional<Settle> settle,
        List<Document> puts,
        List<Document> deletes) {

    /**
     * A move of one call. It takes effect only while the call is Waiting on disk after just as many
     * attempts as whoever decided it had read; otherwise the attempt is kept and the rest of the
     * change is dropped.
     *
     * @param call which
     * @param partition of the call's lane, 0 to 63
     * @param before how many attempts were finished when the move was decided
     * @param attempt to be kept; empty for a cancel or a hasten
     * @param next the state it moves to, never Running
     * @param attempts how many attempts are finished after it
     */
    public record Settle(
            CallId call,
            int partition,
            int before,
            Optional<Attempt> attempt,
            CallState next,
            int attempts) {

        public Settle {
            if (next instanceof CallState.Running) {
                throw new IllegalArgumentException("Running is never written to disk");
            }
        }

        /** The move of a call as it was read. */
        public static Settle of(
                Call call, Optional<Attempt> attempt, CallState next, int attempts) {
            return new Settle(
                    call.id(), call.lane().partition(), call.attempts(), attempt, next, attempts);
        }
    }

    public Change {
        events = List.copyOf(events);
        calls = List.copyOf(calls);
        puts = List.copyOf(puts);
        deletes = List.copyOf(deletes);
    }

    /** Events and the calls they fan out to. */
    public static Change accept(List<Event> events, List<Call> calls) {
        return new Change(events, calls, Optional.empty(), List.of(), List.of());
    }

    /** The move of a call, and nothing else. */
    public static Change settle(Settle settle) {
        return new Change(List.of(), List.of(), Optional.of(settle), List.of(), List.of());
    }

    /** Documents alone. */
    public static Change put(Document... documents) {
        return new Change(List.of(), List.of(), Optional.empty(), List.of(documents), List.of());
    }

    /** The removal of documents alone. */
    public static Change delete(Document... documents) {
        return new Change(List.of(), List.of(), Optional.empty(), List.of(), List.of(documents));
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
                joined(puts, more.puts),
                joined(deletes, more.deletes));
    }

    /** This change with its calls due so much later, or earlier. */
    Change dueLater(Duration by) {
        List<Call> moved = calls.stream().map(call -> call.dueLater(by)).toList();
        return new Change(events, moved, settle, puts, deletes);
    }

    /** About how many bytes it brings to disk; bounds the size of a commit. */
    public long weight() {
        long weight = 256L * (calls.size() + 1);
        for (Event event : events) {
            weight += event.payload().size() + 256L;
        }
        for (Document document : puts) {
            weight += document.body().size();
        }
        return weight + settle.flatMap(Settle::attempt).map(a -> a.responseBody().size()).orElse(0);
    }

    /** Whose it is, as what it adds says; empty when it adds nothing. */
    public Optional<ProjectId> project() {
        if (!events.isEmpty()) {
            return Optional.of(events.getFirst().project());
        }
        return calls.isEmpty()
                ? puts.stream().map(Document::project).findFirst()
                : Optional.of(calls.getFirst().project());
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        if (other.isEmpty()) {
            return one;
        }
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
