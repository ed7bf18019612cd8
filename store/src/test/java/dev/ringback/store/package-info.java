/** Tests against real databases, and a benchmark. */
@NullMarked
package dev.ringback.store;

import org.jspecify.annotations.NullMarked;
