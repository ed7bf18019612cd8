package dev.ringback.kernel.model;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A durable HTTP call, the unit of everything that Ringback does for others: it is made in the same
 * commit as what caused it, and ends as Succeeded, Dead or Cancelled.
 *
 * @param id its name, ordered by time
 * @param project the tenant it belongs to
 * @param kind what it is for: {@code delivery}, {@code inference}; the name of its kind
 * @param lane the queue it waits in
 * @param event sequence of the event that it carries
 * @param state where it is
 * @param attempts how many attempts are finished, 0 or more
 * @param createdAt when it was made
 * @param replay id of the replay that made it; empty for an original call
 * @param series of which calls of its lane it is one that go one after the other, where the lane
 *     keeps to that, such as those about one subject; empty when it is of none
 */
public record Call(
        CallId id,
        ProjectId project,
        String kind,
        LaneId lane,
        long event,
        CallState state,
        int attempts,
        Instant createdAt,
        String replay,
        OptionalLong series) {

    public Call {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts is negative: " + attempts);
        }
    }

    /** A call of no series. */
    public Call(
            CallId id,
            ProjectId project,
            String kind,
            LaneId lane,
            long event,
            CallState state,
            int attempts,
            Instant createdAt,
            String replay) {
        this(
                id,
                project,
                kind,
                lane,
                event,
                state,
                attempts,
                createdAt,
                replay,
                OptionalLong.empty());
    }

    /** A new call, due at once; the moments are those of the machine's clock. */
    public static Call of(
            CallId id, ProjectId project, String kind, LaneId lane, long event, Instant now) {
        return new Call(id, project, kind, lane, event, new CallState.Waiting(now), 0, now, "");
    }

    /** This call in another state, after so many attempts. */
    public Call with(CallState next, int attempts) {
        return new Call(id, project, kind, lane, event, next, attempts, createdAt, replay, series);
    }

    /** This call, if it waits, due so much later, or earlier. */
    public Call dueLater(Duration by) {
        return state instanceof CallState.Waiting(Instant dueAt)
                ? with(new CallState.Waiting(dueAt.plus(by)), attempts)
                : this;
    }

    /**
     * When it is due.
     *
     * @throws IllegalStateException when it does not wait
     */
    public Instant dueAt() {
        if (state instanceof CallState.Waiting(Instant dueAt)) {
            return dueAt;
        }
        throw new IllegalStateException(id + " does not wait: " + state);
    }

    /** This call, marked as made by a replay. */
    public Call madeBy(String replayId) {
        return new Call(
                id, project, kind, lane, event, state, attempts, createdAt, replayId, series);
    }

    /** This call as one of a series. */
    public Call in(OptionalLong others) {
        return new Call(id, project, kind, lane, event, state, attempts, createdAt, replay, others);
    }
}
