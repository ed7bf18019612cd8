/** Tests of server/api/events. */
@NullMarked
package dev.ringback.server.api.events;

import org.jspecify.annotations.NullMarked;
