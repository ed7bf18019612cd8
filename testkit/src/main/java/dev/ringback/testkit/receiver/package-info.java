/** HTTP receivers on real sockets that behave as badly as tests need. */
@NullMarked
package dev.ringback.testkit.receiver;

import org.jspecify.annotations.NullMarked;
