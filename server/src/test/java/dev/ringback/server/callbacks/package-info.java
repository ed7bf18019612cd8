/** Tests of the callbacks of upstreams. */
@NullMarked
package dev.ringback.server.callbacks;

import org.jspecify.annotations.NullMarked;
