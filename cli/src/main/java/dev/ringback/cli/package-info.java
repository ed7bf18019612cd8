/**
 * The command line: the frame around all commands, and those that speak to a running server over
 * its HTTP API as anybody's program would.
 */
@NullMarked
package dev.ringback.cli;

import org.jspecify.annotations.NullMarked;
