package dev.ringback.server.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * The times of a job: when it was taken, sent, answered and ended.
 *
 * @param createdAt when it was taken
 * @param dispatchedAt when the attempt that counts was sent; empty when none was
 * @param firstChunkAt when the first piece of a stream arrived; empty for an answer in one piece
 * @param finishedAt when it ended
 */
public record JobTimes(
        Instant createdAt,
        Optional<Instant> dispatchedAt,
        Optional<Instant> firstChunkAt,
        Instant finishedAt) {}
