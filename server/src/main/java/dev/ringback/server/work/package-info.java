/** Carries on what is open on disk, round by round, and waits for events. */
@NullMarked
package dev.ringback.server.work;

import org.jspecify.annotations.NullMarked;
