/** The composition root: wires the rooms by hand in one readable place. */
@NullMarked
package dev.ringback.server;

import org.jspecify.annotations.NullMarked;
