package dev.ringback.store.lists;

import dev.ringback.kernel.port.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Looks through a list from its newest entry down, piece by piece, until the page is full, nothing
 * is left, or the time is over. So no statement is long, and nothing has to be broken off.
 */
final class Walk {

    private final long budget;
    private final LongSupplier nanos;

    /**
     * Walks that may take so long each.
     *
     * @param nanos a clock that never steps
     */
    Walk(Duration budget, LongSupplier nanos) {
        this.budget = budget.toNanos();
        this.nanos = nanos;
    }

    /** Pieces of a list, the newest first. */
    interface Pieces<P> {

        /** The next piece; empty at the end. */
        Optional<P> next();

        /** Where a piece ends: everything down to this id was looked at with it. */
        long end(P piece);

        /** Is told how long the last piece took, to make the next one longer or shorter. */
        void took(long nanos);
    }

    /** Asks for the entries in a piece, the newest first, at most so many. */
    interface Question<P, T> {
        List<T> ask(P piece, int limit);
    }

    <P, T> Found<T> page(
            Pieces<P> pieces, int limit, ToLongFunction<T> id, Question<P, T> question) {
        long start = nanos.getAsLong();
        List<T> found = new ArrayList<>();
        Optional<P> piece = pieces.next();
        while (piece.isPresent()) {
            long before = nanos.getAsLong();
            // One more than is wanted shows whether anything is left.
            found.addAll(question.ask(piece.get(), limit + 1 - found.size()));
            if (found.size() > limit) {
                List<T> page = found.subList(0, limit);
                return new Found<>(page, OptionalLong.of(id.applyAsLong(page.getLast())));
            }
            long now = nanos.getAsLong();
            pieces.took(now - before);
            long end = pieces.end(piece.get());
            piece = pieces.next();
            boolean enough = found.size() == limit || now - start >= budget;
            if (piece.isPresent() && enough) {
                return new Found<>(found, OptionalLong.of(end));
            }
        }
        return Found.all(found);
    }

    <P> Found<Long> count(Pieces<P> pieces, Question<P, Long> question) {
        long start = nanos.getAsLong();
        long count = 0;
        Optional<P> piece = pieces.next();
        while (piece.isPresent()) {
            long before = nanos.getAsLong();
            count += question.ask(piece.get(), 1).getFirst();
            long now = nanos.getAsLong();
            pieces.took(now - before);
            long end = pieces.end(piece.get());
            piece = pieces.next();
            if (piece.isPresent() && now - start >= budget) {
                return new Found<>(List.of(count), OptionalLong.of(end));
            }
        }
        return Found.all(List.of(count));
    }
}
