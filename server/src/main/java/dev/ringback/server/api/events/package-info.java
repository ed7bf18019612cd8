/** Routes and words for events, and for trying the filters of them. */
@NullMarked
package dev.ringback.server.api.events;

import org.jspecify.annotations.NullMarked;
