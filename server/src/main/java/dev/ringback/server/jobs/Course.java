package dev.ringback.server.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * When what happened to a job.
 *
 * @param createdAt when it was taken
 * @param dispatchedAt when the attempt that counts was sent; empty when none was
 * @param firstChunkAt when the first piece of a stream arrived; empty for an answer in one piece
 * @param finishedAt when it ended
 */
public record Course(
        Instant createdAt,
        Optional<Instant> dispatchedAt,
        Optional<Instant> firstChunkAt,
        Instant finishedAt) {}
