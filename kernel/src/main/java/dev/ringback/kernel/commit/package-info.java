/** Group commit: what is handed in is brought to disk together, and its answers are given. */
@NullMarked
package dev.ringback.kernel.commit;

import org.jspecify.annotations.NullMarked;
