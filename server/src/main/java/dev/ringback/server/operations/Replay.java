package dev.ringback.server.operations;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * A replay: a request to make deliveries or runs again, and its progress. It is committed together
 * with the calls it makes, so that a crash neither loses nor repeats one.
 *
 * @param id {@code rpl_…}; the calls it makes carry it
 * @param project whose
 * @param selection what is replayed
 * @param ratePerSecond how many calls are made in a second, 0 for as many as can be
 * @param progress how far it is
 * @param createdAt when it was asked for
 */
public record Replay(
        String id,
        ProjectId project,
        ReplaySelection selection,
        double ratePerSecond,
        Progress progress,
        Instant createdAt) {

    /** What the ids of replays start with. */
    public static final String PREFIX = "rpl_";

    /** Calls that are made in one commit: other commits wait for it. */
    private static final int PAGE = 200;

    /** Where a replay is in its life. */
    public enum State {
        RUNNING,
        DONE,
        CANCELLED,
        FAILED
    }

    /**
     * How far a replay is.
     *
     * @param state whether it goes on
     * @param place of the next page: ids of calls, runs or events smaller than this, or the index
     *     of the next event that was named
     * @param after the recipient of that event after whom the page begins; empty for the first
     * @param matched how many were found when it began
     * @param created how many deliveries, or runs, it has made
     * @param skipped how many it passed over because their endpoint, function or event is gone, or
     *     because the event waits for that receiver, was delivered or has had a run since
     * @param finishedAt since when it no longer runs
     * @param error why it failed, in words; empty otherwise
     */
    public record Progress(
            State state,
            long place,
            String after,
            long matched,
            long created,
            long skipped,
            Optional<Instant> finishedAt,
            String error) {

        public static Progress start(long place, long matched) {
            return new Progress(State.RUNNING, place, "", matched, 0, 0, Optional.empty(), "");
        }

        /** After a page. */
        Progress advance(long nextPlace, String nextAfter, long made, long passed) {
            return new Progress(
                    state,
                    nextPlace,
                    nextAfter,
                    matched,
                    created + made,
                    skipped + passed,
                    finishedAt,
                    error);
        }

        /** At the end, of whatever sort. */
        public Progress end(State last, Instant at, String why) {
            return new Progress(
                    last, place, after, matched, created, skipped, Optional.of(at), why);
        }
    }

    public boolean running() {
        return progress.state() == State.RUNNING;
    }

    public Replay with(Progress next) {
        return new Replay(id, project, selection, ratePerSecond, next, createdAt);
    }

    /** How many are worked on in one commit: never more than a second's worth. */
    int pageSize() {
        return ratePerSecond == 0 ? PAGE : (int) Math.clamp(ratePerSecond, 1, PAGE);
    }
}
