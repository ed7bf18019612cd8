/** Tests of the outbound wire, against real sockets. */
@NullMarked
package dev.ringback.server.wire;

import org.jspecify.annotations.NullMarked;
