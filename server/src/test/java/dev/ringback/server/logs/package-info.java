/** Tests of the log. */
@NullMarked
package dev.ringback.server.logs;

import org.jspecify.annotations.NullMarked;
