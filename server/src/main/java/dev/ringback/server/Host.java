package dev.ringback.server;

import dev.ringback.kernel.port.Store;
import java.time.InstantSource;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/**
 * The host that a server runs on: its clock, its disk, and the end of its process. A test can be in
 * its place.
 *
 * @param clock what the machine says the time is; it may step
 * @param disk puts something in front of the store
 * @param end ends the process at once with this status
 */
public record Host(InstantSource clock, UnaryOperator<Store> disk, IntConsumer end) {

    /** The machine and the process themselves. */
    public static final Host MACHINE =
            new Host(
                    InstantSource.system(),
                    UnaryOperator.identity(),
                    status -> Runtime.getRuntime().halt(status));
}
