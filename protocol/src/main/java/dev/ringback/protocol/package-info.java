/**
 * What strangers must agree on: webhook signatures, header names and event type names.
 *
 * <p>Signatures follow the Standard Webhooks specification 1.0.0. Nothing here reads a clock, a
 * socket or a source of randomness; time and random bytes are passed in.
 */
@NullMarked
package dev.ringback.protocol;

import org.jspecify.annotations.NullMarked;
