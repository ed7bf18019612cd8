/** Tests of the catalogue and of schemes that users declare. */
@NullMarked
package dev.ringback.protocol.providers;

import org.jspecify.annotations.NullMarked;
