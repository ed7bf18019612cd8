/** Tests of sharing. */
@NullMarked
package dev.ringback.kernel.sharing;

import org.jspecify.annotations.NullMarked;
