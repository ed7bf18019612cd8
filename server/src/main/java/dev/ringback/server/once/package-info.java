/** Requests that are carried out once although they are made again: idempotency keys. */
@NullMarked
package dev.ringback.server.once;

import org.jspecify.annotations.NullMarked;
