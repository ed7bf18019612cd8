package dev.ringback.kernel.port;

import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls of one lane that wait on disk, in numbers.
 *
 * @param lane which
 * @param retrying whether these are the calls that had an attempt already, or those that had none
 * @param calls how many, 1 or more
 * @param earliestDueAt when the first is due
 * @param firstCall the smallest id among them
 */
public record Backlog(
        LaneId lane, boolean retrying, long calls, Instant earliestDueAt, CallId firstCall) {

    private static final int PAGE = 1_000;

    /** Goes through all that waits, without holding all of it. */
    public static void each(Store store, Consumer<Backlog> action) {
        List<Backlog> page = store.backlog(Optional.empty(), PAGE);
        page.forEach(action);
        while (page.size() == PAGE) {
            page = store.backlog(Optional.of(page.getLast()), PAGE);
            page.forEach(action);
        }
    }
}
