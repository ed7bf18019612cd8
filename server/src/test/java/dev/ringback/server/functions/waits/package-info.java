/** Tests of waits for events. */
@NullMarked
package dev.ringback.server.functions.waits;

import org.jspecify.annotations.NullMarked;
