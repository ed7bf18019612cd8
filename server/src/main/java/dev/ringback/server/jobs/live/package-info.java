/** Answers while they are made: their pieces, heard by any number of followers. */
@NullMarked
package dev.ringback.server.jobs.live;

import org.jspecify.annotations.NullMarked;
