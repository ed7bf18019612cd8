/**
 * What of a lane waits: what is held of it, where the disk begins, and what is left there behind
 * others.
 */
@NullMarked
package dev.ringback.kernel.window;

import org.jspecify.annotations.NullMarked;
