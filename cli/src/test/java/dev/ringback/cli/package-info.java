/** Tests of the commands. */
@NullMarked
package dev.ringback.cli;

import org.jspecify.annotations.NullMarked;
