/**
 * The ways in which providers show that a request is theirs: a signature over a message, a JWT, a
 * token, basic authentication, and two that only one provider has.
 */
@NullMarked
package dev.ringback.protocol.providers.family;

import org.jspecify.annotations.NullMarked;
