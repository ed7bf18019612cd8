/** Tests of kernel/window. */
@NullMarked
package dev.ringback.kernel.window;

import org.jspecify.annotations.NullMarked;
