/** Tests of the commands. */
@NullMarked
package dev.ringback.server.command;

import org.jspecify.annotations.NullMarked;
