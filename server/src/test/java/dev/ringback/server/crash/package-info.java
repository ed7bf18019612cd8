/** Kills a real server at any moment, starts it again, and looks whether anything is missing. */
@NullMarked
package dev.ringback.server.crash;

import org.jspecify.annotations.NullMarked;
