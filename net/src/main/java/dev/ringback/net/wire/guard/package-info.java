/**
 * Where calls may be sent: the rule for URLs, and the guard over the addresses that are dialled.
 */
@NullMarked
package dev.ringback.net.wire.guard;

import org.jspecify.annotations.NullMarked;
