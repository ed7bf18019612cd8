package dev.ringback.kernel;

/**
 * Breaks off a request that is under way, because nobody wants its answer any more. Whoever sends
 * says how; whoever decides says when. Safe for many threads.
 */
public final class Hangup {

    private Runnable breakOff = () -> {};
    private boolean hungUp;

    /**
     * Says how the request is broken off from now on, in place of what was said before. Done at
     * once when {@link #hangUp} came first.
     */
    public synchronized void by(Runnable how) {
        breakOff = how;
        if (hungUp) {
            how.run();
        }
    }

    /**
     * Says that there is nothing to break off any more. Once this has returned, nothing is: what
     * the request used may serve another.
     */
    public void over() {
        by(() -> {});
    }

    /** Breaks off. */
    public synchronized void hangUp() {
        hungUp = true;
        breakOff.run();
    }

    /** Whether the answer is no longer wanted. */
    public synchronized boolean isHungUp() {
        return hungUp;
    }
}
