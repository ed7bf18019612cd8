package dev.ringback.server;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.wire.WireOptions;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * The file descriptors that the process may have, shared out between those who open sockets, so
 * that neither takes what the other, the store or the log needs.
 *
 * @param limit how many the process may have
 */
record Descriptors(long limit) {

    /**
     * For the store, the log, libraries and what else a Java process opens (about 150), and those
     * who are told that there is no place. Without it a class that is needed for the first time
     * could not be read from its file, and would be missing for as long as the process lives.
     */
    static final int RESERVE = 224;

    /** What is needed for all that the guide promises. */
    static final int WANTED =
            RESERVE
                    + HttpLimits.DEFAULT.crowd().connections()
                    + EngineLimits.DEFAULT.running()
                    + WireOptions.DEFAULT.idleTotal()
                    + WireOptions.FEW_HOSTS.idleTotal();

    /** Those of this process, as far as the system says. */
    static Descriptors ofThisProcess() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? new Descriptors(unix.getMaxFileDescriptorCount())
                : new Descriptors(Long.MAX_VALUE);
    }

    /** Connections that are taken, at most. */
    HttpLimits within(HttpLimits usual) {
        int connections = part(4, usual.crowd().connections());
        return connections == usual.crowd().connections()
                ? usual
                : usual.withConnections(
                        connections,
                        HttpLimits.mostOfOne(connections),
                        Math.min(usual.crowd().unfinished(), connections));
    }

    /** Calls that are under way, at most; the others wait without using up an attempt. */
    EngineLimits within(EngineLimits usual) {
        return new EngineLimits(
                usual.queuedChanges(),
                usual.batchChanges(),
                usual.batchBytes(),
                usual.window(),
                part(4, usual.running()));
    }

    /** Connections that are kept for the next call, at most. */
    WireOptions within(WireOptions usual) {
        int kept = part(1, usual.idleTotal());
        return new WireOptions(
                Math.min(usual.idlePerHost(), kept),
                kept,
                usual.idleTime(),
                usual.greatestAge(),
                usual.bodyGrace(),
                usual.headBytes(),
                usual.headerCount(),
                usual.lookups(),
                usual.tick());
    }

    /** What to tell the operator; empty when there are enough. */
    Optional<String> warning() {
        return limit >= WANTED
                ? Optional.empty()
                : Optional.of(
                        ("Only %d files and sockets may be open: at most %d connections are taken"
                                        + " and %d calls run at a time. For %d and %d raise the"
                                        + " limit to %d: ulimit -n %d,"
                                        + " or LimitNOFILE=%d in a systemd unit.")
                                .formatted(
                                        limit,
                                        within(HttpLimits.DEFAULT).crowd().connections(),
                                        within(EngineLimits.DEFAULT).running(),
                                        HttpLimits.DEFAULT.crowd().connections(),
                                        EngineLimits.DEFAULT.running(),
                                        WANTED,
                                        WANTED,
                                        WANTED));
    }

    /** So many tenths of what is left over by the reserve; all of it when there is enough. */
    private int part(int tenths, int usual) {
        if (limit >= WANTED) {
            return usual;
        }
        return Math.clamp((limit - RESERVE) * tenths / 10, 1, usual);
    }
}
