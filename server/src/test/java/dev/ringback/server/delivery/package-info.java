/** Tests of deliveries. */
@NullMarked
package dev.ringback.server.delivery;

import org.jspecify.annotations.NullMarked;
