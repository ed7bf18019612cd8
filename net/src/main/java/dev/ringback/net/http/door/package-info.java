/**
 * Who comes in: the port, connections with their bounds and deadlines, and what is said to those
 * for whom there is no place.
 */
@NullMarked
package dev.ringback.net.http.door;

import org.jspecify.annotations.NullMarked;
