package dev.ringback.kernel.attempt;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Hangup;

/** A run of a call in progress, to be told how it goes. */
public interface CallRun {

    /** Makes one attempt of a call and sees to it that what follows gets on disk. */
    @FunctionalInterface
    interface Runner {
        void run(HeldCall item, CallRun run);
    }

    /** The peer replied, or did not. */
    void replied(Reply reply);

    /** The peer was not asked. */
    void notAsked();

    /** Breaks off the request when the call is cancelled. */
    Hangup hangup();

    /** What the run may hold in memory; given back when it has ended. */
    Share share();

    /** The run has ended before it began: there is no room for what the call carries. */
    void crowded(int size);

    /**
     * The run has ended and the call's new state is on disk.
     *
     * @param attempts how many attempts are finished by now
     */
    void settled(CallState next, int attempts);

    /** The run has ended in vain; the call waits as before. */
    void returned();

    /**
     * The peer was asked before the call's time, and fails still; the call waits as before, and
     * nothing of it is kept.
     */
    void early();
}
