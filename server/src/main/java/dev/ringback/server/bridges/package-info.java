/**
 * Bridges: deliveries that go into a queue in place of a request. A queue is a wire like another:
 * it takes a request and gives a reply, so everything else about a delivery is as ever.
 */
@NullMarked
package dev.ringback.server.bridges;

import org.jspecify.annotations.NullMarked;
