/** The values that expressions compute with, how they compare, and what looking at them costs. */
@NullMarked
package dev.ringback.server.filters.values;

import org.jspecify.annotations.NullMarked;
