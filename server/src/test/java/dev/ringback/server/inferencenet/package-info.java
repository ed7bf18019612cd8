/** Tests of inference.net's words. */
@NullMarked
package dev.ringback.server.inferencenet;

import org.jspecify.annotations.NullMarked;
