/** Tests of what every room stands on. */
@NullMarked
package dev.ringback.server.ground;

import org.jspecify.annotations.NullMarked;
