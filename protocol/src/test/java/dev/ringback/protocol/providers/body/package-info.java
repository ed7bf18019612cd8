/** Tests of what is read of bodies. */
@NullMarked
package dev.ringback.protocol.providers.body;

import org.jspecify.annotations.NullMarked;
