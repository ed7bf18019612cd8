package dev.ringback.server.upstreams;

/**
 * The queues of an upstream: they share its capacity, and neither waits for the other's backlog.
 */
public enum Line {
    /** Jobs that somebody waits for: generations, groups, background responses, predictions. */
    JOBS(""),
    /** The lines of batches, which may be 50,000. */
    BATCHES(":batches");

    private final String suffix;

    Line(String suffix) {
        this.suffix = suffix;
    }

    /** What the names of its lanes end with. */
    String suffix() {
        return suffix;
    }
}
