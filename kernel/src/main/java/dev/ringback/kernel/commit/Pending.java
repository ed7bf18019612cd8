package dev.ringback.kernel.commit;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Kind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A change and who waits for it; the last one ends the committing thread.
 *
 * @param weight of the change, reckoned where it was made rather than on the committing thread
 * @param onDone runs on the committing thread, so that nothing comes between it and the disk
 * @param result what became of it
 * @param since when it was handed in, by {@link dev.ringback.kernel.time.Time#nanos}
 * @param share of memory that it has until its end; none when its run has it
 */
record Pending(
        Change change,
        long weight,
        Runnable onDone,
        CompletableFuture<Committed> result,
        long since,
        Optional<Share> share,
        boolean last) {

    /** The last one, which changes nothing. */
    static Pending last(long now) {
        return new Pending(
                Kind.Settlement.NOTHING,
                0,
                () -> {},
                new CompletableFuture<>(),
                now,
                Optional.empty(),
                true);
    }

    void release() {
        share.ifPresent(Share::close);
    }
}
