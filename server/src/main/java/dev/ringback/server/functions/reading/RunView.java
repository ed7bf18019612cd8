package dev.ringback.server.functions.reading;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Spread;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as it is shown in a list.
 *
 * @param id names it
 * @param function the app's name and the function's id, joined by a hyphen
 * @param status in a word
 * @param events ids of those that started it
 * @param reason why it ended as it did, if that was not well
 * @param waits what it waits for, in words
 * @param parent the step of another run that called it
 * @param repeatOf the run that it repeats
 * @param replay the replay that made it
 * @param sessions what its events belong to, by the keys of that
 * @param queuedAt when it was made
 * @param startedAt when its app was asked first
 * @param endedAt when it ended
 */
public record RunView(
        String id,
        String function,
        String status,
        List<String> events,
        Optional<String> reason,
        List<String> waits,
        @Omitted Optional<ParentView> parent,
        @Omitted Optional<String> repeatOf,
        @Omitted Optional<String> replay,
        @Omitted Optional<JsonSlice> sessions,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    /**
     * The step of another run that called one.
     *
     * @param run its id
     * @param step id of the step
     */
    public record ParentView(String run, String step) {}

    /**
     * A run with all that is known of it.
     *
     * @param output what it returned
     * @param error with what it failed
     * @param steps those that have begun, the first one first
     * @param requests what its app is asked, or will be
     * @param deferred functions that it starts when it ends
     * @param metadata what its app says about it
     */
    public record Whole(
            @Spread RunView run,
            Optional<JsonSlice> output,
            Optional<JsonSlice> error,
            List<StepView> steps,
            List<RequestView> requests,
            @Omitted List<DeferralView> deferred,
            @Omitted List<MetadataView> metadata) {}

    /**
     * A request to an app that is to be made, or under way.
     *
     * @param step id of the step that is to be run; without one the function goes on
     * @param status in a word
     * @param attempts how often it was made
     * @param dueAt when it is made
     * @param error what was wrong the last time
     */
    public record RequestView(
            Optional<String> step,
            String status,
            int attempts,
            Optional<Instant> dueAt,
            Optional<String> error) {}
}
