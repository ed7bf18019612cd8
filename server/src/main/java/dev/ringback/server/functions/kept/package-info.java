/**
 * Runs of functions as they are kept: their documents, their steps, and the live ones in memory.
 */
@NullMarked
package dev.ringback.server.functions.kept;

import org.jspecify.annotations.NullMarked;
