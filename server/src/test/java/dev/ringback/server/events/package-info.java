/** Tests of events. */
@NullMarked
package dev.ringback.server.events;

import org.jspecify.annotations.NullMarked;
