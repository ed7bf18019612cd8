/** Where events go: endpoints, their secrets, and the routing of events to them. */
@NullMarked
package dev.ringback.server.endpoints;

import org.jspecify.annotations.NullMarked;
