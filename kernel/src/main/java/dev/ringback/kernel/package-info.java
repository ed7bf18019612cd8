/**
 * The durable call: one state machine, one loop, one retry rule.
 *
 * <p>Nothing here reads a clock, a random source, the environment, a file or a socket: time and ids
 * are passed in, and the world is reached only through the ports {@link
 * dev.ringback.kernel.port.Store}, {@link dev.ringback.kernel.port.Wire}, {@link
 * dev.ringback.kernel.port.Kind} and {@link dev.ringback.kernel.time.Time}.
 */
@NullMarked
package dev.ringback.kernel;

import org.jspecify.annotations.NullMarked;
