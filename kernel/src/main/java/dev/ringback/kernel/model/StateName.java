package dev.ringback.kernel.model;

import java.util.Locale;
import java.util.Optional;

/** The five words for the states of a call. */
public enum StateName {
    WAITING,
    RUNNING,
    SUCCEEDED,
    DEAD,
    CANCELLED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in lower case, as SQL and JSON write it. */
    public String word() {
        return word;
    }

    /** Reads a word; empty when it is none of the five. */
    public static Optional<StateName> parse(String word) {
        for (StateName state : values()) {
            if (state.word.equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
