/** Answers that arrive piece by piece, put together. */
@NullMarked
package dev.ringback.server.streamed;

import org.jspecify.annotations.NullMarked;
