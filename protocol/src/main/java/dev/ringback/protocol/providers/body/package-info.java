/**
 * What is read of a request's body: JSON, forms and XML, each within bounds, and bytes unpacked.
 *
 * <p>Nothing here trusts its input, and nothing throws for it: what cannot be read is absent.
 */
@NullMarked
package dev.ringback.protocol.providers.body;

import org.jspecify.annotations.NullMarked;
