/** Whether the process lives and can work: conditions, each with its reason. */
@NullMarked
package dev.ringback.server.health;

import org.jspecify.annotations.NullMarked;
