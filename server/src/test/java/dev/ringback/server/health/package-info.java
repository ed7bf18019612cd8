/** Tests of health. */
@NullMarked
package dev.ringback.server.health;

import org.jspecify.annotations.NullMarked;
