/** Metrics, and what is logged beside them: told by the engine, never asked. */
@NullMarked
package dev.ringback.server.observe;

import org.jspecify.annotations.NullMarked;
