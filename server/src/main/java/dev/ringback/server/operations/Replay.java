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
     * @param created how many deliveries, or runs, or events it has made
     * @param skipped how many it passed over because their endpoint, function or event is gone, or
     *     because the event waits for that receiver, was delivered, has had a run or was made since
     * @param finishedAt since when it no longer runs
     * @param error why it failed, in words; empty otherwise
     * @param unmade the requests of which it made no events; empty when it makes none
     */
    public record Progress(
            State state,
            long place,
            String after,
            long matched,
            long created,
            long skipped,
            Optional<Instant> finishedAt,
            String error,
            Optional<Unmade> unmade) {

        public static Progress start(long place, long matched) {
            return new Progress(
                    State.RUNNING,
                    place,
                    "",
                    matched,
                    0,
                    0,
                    Optional.empty(),
                    "",
                    Optional.empty());
        }

        /** The same, of one that makes events of requests. */
        public Progress making() {
            return with(Unmade.NONE);
        }

        Progress with(Unmade requests) {
            return new Progress(
                    state,
                    place,
                    after,
                    matched,
                    created,
                    skipped,
                    finishedAt,
                    error,
                    Optional.of(requests));
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
                    error,
                    unmade);
        }

        /** At the end, of whatever sort. */
        public Progress end(State last, Instant at, String why) {
            return new Progress(
                    last, place, after, matched, created, skipped, Optional.of(at), why, unmade);
        }
    }

    /**
     * Requests of which a transform made no events.
     *
     * @param dropped how many it wants nothing of
     * @param failed at how many it failed
     * @param failedAt the event of the last of these; empty when there is none
     * @param why it failed there
     */
    public record Unmade(long dropped, long failed, String failedAt, String why) {

        static final Unmade NONE = new Unmade(0, 0, "", "");

        Unmade dropping() {
            return new Unmade(dropped + 1, failed, failedAt, why);
        }

        Unmade failing(String event, String reason) {
            return new Unmade(dropped, failed + 1, event, reason);
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
