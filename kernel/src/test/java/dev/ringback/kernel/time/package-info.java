/** Tests of time. */
@NullMarked
package dev.ringback.kernel.time;

import org.jspecify.annotations.NullMarked;
