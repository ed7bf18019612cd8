package dev.ringback.server.operations;

/**
 * What replays make again beside deliveries.
 *
 * @param runs runs of functions
 * @param requests events of requests that came in
 */
public record Repeatable(RepeatableRuns runs, RepeatableRequests requests) {}
