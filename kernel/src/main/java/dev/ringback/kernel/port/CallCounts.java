package dev.ringback.kernel.port;

/**
 * The numbers of calls by state. Those that run count as waiting, as they do on disk.
 *
 * @param waiting zero or greater, like all of them
 */
public record CallCounts(long waiting, long succeeded, long dead, long cancelled) {

    /** Of no calls. */
    public static final CallCounts NONE = new CallCounts(0, 0, 0, 0);

    /** Calls in all states. */
    public long total() {
        return waiting + succeeded + dead + cancelled;
    }
}
