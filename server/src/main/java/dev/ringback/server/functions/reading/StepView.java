package dev.ringback.server.functions.reading;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.Omitted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of a run.
 *
 * @param id names it within the run
 * @param name what its author called it
 * @param op what it does, in a word
 * @param status in a word
 * @param attempts how often it was tried
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param input what it was given
 * @param output what it came to
 * @param error with what it failed, or did the last time
 * @param waitingFor in words
 * @param dueAt when its time is over, or it is tried again
 * @param metadata what its app says about it
 */
public record StepView(
        String id,
        String name,
        String op,
        String status,
        int attempts,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<JsonSlice> input,
        Optional<JsonSlice> output,
        Optional<JsonSlice> error,
        Optional<String> waitingFor,
        Optional<Instant> dueAt,
        @Omitted List<MetadataView> metadata) {

    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    public static final String TIMED_OUT = "timed_out";
    static final String RUNNING = "running";
    static final String WAITING = "waiting";
}
