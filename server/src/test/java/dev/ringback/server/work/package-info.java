/** Tests of work. */
@NullMarked
package dev.ringback.server.work;

import org.jspecify.annotations.NullMarked;
