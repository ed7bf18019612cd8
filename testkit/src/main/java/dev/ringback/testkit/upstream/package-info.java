/** A model server for tests, on a real socket: it answers, streams, and misbehaves on demand. */
@NullMarked
package dev.ringback.testkit.upstream;

import org.jspecify.annotations.NullMarked;
