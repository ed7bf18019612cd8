/** One attempt of a call, from what it carries to its new state on disk. */
@NullMarked
package dev.ringback.kernel.attempt;

import org.jspecify.annotations.NullMarked;
