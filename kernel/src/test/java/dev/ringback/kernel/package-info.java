/** Tests of the kernel, its parts that nobody else sees included. */
@NullMarked
package dev.ringback.kernel;

import org.jspecify.annotations.NullMarked;
