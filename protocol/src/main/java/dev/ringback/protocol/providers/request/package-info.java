/**
 * A request of a provider, what its receiver trusts, and what comes of judging it; and the places
 * of a request that schemes speak of.
 */
@NullMarked
package dev.ringback.protocol.providers.request;

import org.jspecify.annotations.NullMarked;
