/** Tests of memory. */
@NullMarked
package dev.ringback.kernel.memory;

import org.jspecify.annotations.NullMarked;
