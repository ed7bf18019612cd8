/** The packaged server as a process, used the way its users use it. */
@NullMarked
package dev.ringback.e2e;

import org.jspecify.annotations.NullMarked;
