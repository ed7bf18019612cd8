/** Tests of net/wire/guard. */
@NullMarked
package dev.ringback.net.wire.guard;

import org.jspecify.annotations.NullMarked;
