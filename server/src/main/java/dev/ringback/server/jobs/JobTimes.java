package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Reply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        Instant finishedAt) {

    /** A job that ends now, by the reply to its last attempt if there was one. */
    public static JobTimes ended(Job job, Optional<Reply> reply, Instant now) {
        Optional<Instant> dispatchedAt =
                reply.map(each ->
                        now.minus(each.timing().totalMicros(), ChronoUnit.MICROS)
                                .truncatedTo(ChronoUnit.MILLIS));
        return new JobTimes(job.createdAt(), dispatchedAt, Optional.empty(), now);
    }
}
