/**
 * Runs of functions on the kernel: where they are kept, what their calls are for, and how they end.
 */
@NullMarked
package dev.ringback.server.functions.running;

import org.jspecify.annotations.NullMarked;
