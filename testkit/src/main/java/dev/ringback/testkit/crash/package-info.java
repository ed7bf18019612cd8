/** A real server in a process of its own that is killed, and a receiver that counts. */
@NullMarked
package dev.ringback.testkit.crash;

import org.jspecify.annotations.NullMarked;
