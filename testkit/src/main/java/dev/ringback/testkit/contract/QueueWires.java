package dev.ringback.testkit.contract;

import dev.ringback.kernel.port.Wire;
import dev.ringback.testkit.ManualTime;
import java.util.List;
import java.util.function.Function;

/**
 * What a {@link QueueWireContract} is about: a wire to queues that reaches any address, and one
 * that keeps away from this machine, each over a wire of its own that dials.
 *
 * @param <H> what dials
 */
@SuppressWarnings("try") // None of what is closed waits for anything.
public final class QueueWires<H extends AutoCloseable> implements AutoCloseable {

    private final ManualTime time = ManualTime.atNoon();
    private final Pair<H> free;
    private final Pair<H> strict;

    private record Pair<H>(H dialling, Wire wire) {}

    /** Makes what dials. */
    @FunctionalInterface
    public interface Dialling<H> {

        /**
         * Makes it.
         *
         * @param anywhere whether it may dial this machine
         */
        H make(boolean anywhere, ManualTime time) throws Exception;
    }

    /** Makes them; each wire is closed with what dials for it. */
    public <W extends Wire & AutoCloseable> QueueWires(
            Dialling<H> dialling, Function<H, W> queues) {
        this.free = pair(dialling, queues, true);
        this.strict = pair(dialling, queues, false);
    }

    private <W extends Wire & AutoCloseable> Pair<H> pair(
            Dialling<H> dialling, Function<H, W> queues, boolean anywhere) {
        try {
            H made = dialling.make(anywhere, time);
            return new Pair<>(made, queues.apply(made));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time that all of them keep. */
    public ManualTime time() {
        return time;
    }

    /** What dials for the wire that reaches any address. */
    public H dialling() {
        return free.dialling();
    }

    /** The wire that reaches any address. */
    public Wire wire() {
        return free.wire();
    }

    /** The wire that keeps away from this machine. */
    Wire strict() {
        return strict.wire();
    }

    @Override
    public void close() throws Exception {
        for (Pair<H> each : List.of(strict, free)) {
            if (each.wire() instanceof AutoCloseable wire) {
                wire.close();
            }
            each.dialling().close();
        }
    }
}
