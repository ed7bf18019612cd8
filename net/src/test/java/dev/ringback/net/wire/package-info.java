/** Tests of the outbound wire, against real sockets. */
@NullMarked
package dev.ringback.net.wire;

import org.jspecify.annotations.NullMarked;
