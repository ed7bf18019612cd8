/** Tests of endpoints and routing. */
@NullMarked
package dev.ringback.server.endpoints;

import org.jspecify.annotations.NullMarked;
