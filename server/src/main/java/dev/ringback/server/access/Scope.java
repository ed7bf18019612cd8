package dev.ringback.server.access;

import java.util.Locale;
import java.util.Optional;

/** The scope of a key: what it may do. */
public enum Scope {
    /** Everything in its project, keys included. */
    ADMIN,
    /** Everything but keys. */
    WRITE,
    /** Look, but change nothing. */
    READ,
    /** Publish events and submit jobs, and nothing else. */
    INGEST;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in lower case, as JSON writes it. */
    public String word() {
        return word;
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<Scope> parse(String word) {
        for (Scope scope : values()) {
            if (scope.word.equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
