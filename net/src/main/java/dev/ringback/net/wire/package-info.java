/**
 * Outbound HTTP/1.1, written by hand: blocking sockets on virtual threads, so that one deadline,
 * the address that was checked, the byte cap and the timing split live in one place.
 *
 * <p>Nothing else in the server opens a socket to a URL that a tenant chose. Time is read in one
 * place only ({@link dev.ringback.net.wire.Ticks}) and passed in, as everything else.
 */
@NullMarked
package dev.ringback.net.wire;

import org.jspecify.annotations.NullMarked;
