/** Tests of receiving. */
@NullMarked
package dev.ringback.server.receiving;

import org.jspecify.annotations.NullMarked;
