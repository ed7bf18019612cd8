/**
 * How the kernel reaches the world, and the world the kernel: the store, the wire, kinds of calls,
 * and whoever commits, follows or listens.
 */
@NullMarked
package dev.ringback.kernel.port;

import org.jspecify.annotations.NullMarked;
