/** Tests of port. */
@NullMarked
package dev.ringback.kernel.port;

import org.jspecify.annotations.NullMarked;
