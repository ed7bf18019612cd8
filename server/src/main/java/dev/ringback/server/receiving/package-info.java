/** The door to sources: who is believed, what a request becomes, and what was rejected and why. */
@NullMarked
package dev.ringback.server.receiving;

import org.jspecify.annotations.NullMarked;
