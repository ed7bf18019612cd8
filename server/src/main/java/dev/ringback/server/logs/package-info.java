/** The log: a line per attempt, and what the code says, as people or machines read it. */
@NullMarked
package dev.ringback.server.logs;

import org.jspecify.annotations.NullMarked;
