package dev.ringback.net.http.door;

/**
 * Decides when the log tells of a shortage that comes and goes many times a second: once when it
 * begins, and once when it has not been met for a while. Moments are nanoseconds of one clock.
 */
final class ShortageNotice {

    static final long CALM = 10_000_000_000L;

    private boolean told;
    private long metAt;

    /** Something is short; whether to tell so. */
    boolean met(long now) {
        boolean news = !told;
        told = true;
        metAt = now;
        return news;
    }

    /** Nothing is short at this moment; whether to tell that it is over. */
    boolean over(long now) {
        if (!told || now - metAt < CALM) {
            return false;
        }
        told = false;
        return true;
    }
}
