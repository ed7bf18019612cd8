package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.QueuePlace;
import dev.ringback.kernel.sharing.SharedLimit;
import dev.ringback.kernel.window.Series;
import dev.ringback.kernel.window.Window;
import java.time.Instant;
import java.util.List;

/** The next thing that a lane is to do. */
sealed interface Pick {

    /** Starts a call, with its share of the memory and its places under shared limits. */
    record Start(HeldCall item, Share share, List<SharedLimit> places) implements Pick {}

    /** Reads calls from the disk, from some place on. */
    record Load(Window window, QueuePlace from, int limit) implements Pick {}

    /** Looks on disk for the calls that hold up others of their series, or come next. */
    record Look(Series.Lookup lookup) implements Pick {}

    /** Nothing before that moment. */
    record Sleep(Instant until) implements Pick {}

    /** There is no room in memory for so many bytes of a project, or of several. */
    record Crowded(ProjectId project, long bytes, boolean several) implements Pick {}

    /** Nothing before it has the places for which it waits in the table of shared limits. */
    record Queued() implements Pick {}

    /** Nothing until something happens. */
    record Nothing() implements Pick {}
}
