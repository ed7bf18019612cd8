/** The account of the bytes that are held in memory. */
@NullMarked
package dev.ringback.kernel.memory;

import org.jspecify.annotations.NullMarked;
