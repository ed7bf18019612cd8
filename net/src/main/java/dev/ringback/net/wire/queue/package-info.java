/** Exchanges with queues: by clients of others, over connections that the wire has opened. */
@NullMarked
package dev.ringback.net.wire.queue;

import org.jspecify.annotations.NullMarked;
