/**
 * What providers of webhooks sign and how: a catalogue that is data, and a few families of code.
 *
 * <p>Begin with {@link dev.ringback.protocol.providers.Providers} (the catalogue) or {@link
 * dev.ringback.protocol.providers.Scheme#parse} (a scheme that a user declares in the same form),
 * and judge requests with {@link dev.ringback.protocol.providers.Scheme#judge}. Nothing here reads
 * a clock or a socket: the time is passed in, and what has to be fetched is said as a value ({@link
 * dev.ringback.protocol.providers.KeyRequest}).
 */
@NullMarked
package dev.ringback.protocol.providers;

import org.jspecify.annotations.NullMarked;
