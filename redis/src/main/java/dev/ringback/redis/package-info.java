/** The way to streams of Redis; the only room that knows its client. */
@NullMarked
package dev.ringback.redis;

import org.jspecify.annotations.NullMarked;
