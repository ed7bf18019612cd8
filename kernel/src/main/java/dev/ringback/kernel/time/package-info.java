/** The two times, and ids that follow them. */
@NullMarked
package dev.ringback.kernel.time;

import org.jspecify.annotations.NullMarked;
