/** Tests of what strangers must agree on. */
@NullMarked
package dev.ringback.protocol;

import org.jspecify.annotations.NullMarked;
