package dev.ringback.kernel.port;

/**
 * Breaks off a request that is under way, because nobody wants its answer any more. Whoever sends
 * says how; whoever decides says when. Safe for many threads.
 */
public final class Hangup {

    private Runnable breakOff = () -> {};
    private volatile boolean hungUp;

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

    /**
     * Says that nobody wants the answer any more, without breaking off what is under way. Never
     * waits; from now on a sender that asks sends nothing.
     */
    public void callOff() {
        hungUp = true;
    }

    /** Breaks off. Waits while whoever sends is being told, or says how. */
    public void hangUp() {
        callOff();
        synchronized (this) {
            breakOff.run();
        }
    }

    /** Whether the answer is no longer wanted. */
    public boolean isHungUp() {
        return hungUp;
    }
}
