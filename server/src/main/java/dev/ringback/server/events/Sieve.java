package dev.ringback.server.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.filters.Evaluation;
import dev.ringback.server.filters.Verdict;

/**
 * Applies filters: decides which of those who want an event's type get the event. Used by one
 * thread.
 */
sealed interface Sieve {

    /** From here on it is about this event. */
    default void about(Event event) {
        // Who does not look at events need not know.
    }

    /** Whether there is time left to go on at once. */
    default boolean mayGoOn() {
        return true;
    }

    /** Whether one of them gets it. */
    boolean lets(Recipient candidate);

    /** Nobody has a filter. */
    record Open() implements Sieve {

        @Override
        public boolean lets(Recipient candidate) {
            return true;
        }
    }

    /** Filters are off: whoever has one gets nothing for now. */
    record Unasked() implements Sieve {

        @Override
        public boolean lets(Recipient candidate) {
            return !candidate.isFiltered();
        }
    }

    /** Everything is for later. */
    record Later() implements Sieve {

        @Override
        public boolean mayGoOn() {
            return false;
        }

        @Override
        public boolean lets(Recipient candidate) {
            return false;
        }
    }

    /**
     * Filters are asked.
     *
     * @param held whether it is the turn of those whose filters could not be asked before, and of
     *     nobody else
     */
    record Asked(Evaluation evaluation, boolean held) implements Sieve {

        @Override
        public void about(Event event) {
            evaluation.about(FunctionEnvelope.opened(event));
        }

        @Override
        public boolean mayGoOn() {
            return evaluation.mayGoOn();
        }

        @Override
        public boolean lets(Recipient candidate) {
            if (held && !candidate.isFiltered()) {
                return false;
            }
            String filter = candidate.filter();
            return evaluation.verdict(filter) instanceof Verdict.Matches;
        }
    }
}
