/** Tests of engine. */
@NullMarked
package dev.ringback.kernel.engine;

import org.jspecify.annotations.NullMarked;
