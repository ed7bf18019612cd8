package dev.ringback.server.jobs;

/** Counts the tokens that upstreams say they used. */
@FunctionalInterface
public interface TokenCounter {

    /**
     * An answer has been taken.
     *
     * @param upstream name of the upstream
     * @param input tokens of the question
     * @param output tokens of the answer
     */
    void used(String upstream, long input, long output);
}
