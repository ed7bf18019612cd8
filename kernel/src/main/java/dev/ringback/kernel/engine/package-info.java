/** The engine: lanes of calls that wait, and the loop that runs them. */
@NullMarked
package dev.ringback.kernel.engine;

import org.jspecify.annotations.NullMarked;
