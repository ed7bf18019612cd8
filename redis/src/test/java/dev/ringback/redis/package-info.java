@NullMarked
package dev.ringback.redis;

import org.jspecify.annotations.NullMarked;
