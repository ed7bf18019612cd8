/** How projects share what there is little of: turns, places, and limits by key. */
@NullMarked
package dev.ringback.kernel.sharing;

import org.jspecify.annotations.NullMarked;
