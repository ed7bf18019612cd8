/** What is asked of providers: their keys, and that they begin to send. */
@NullMarked
package dev.ringback.server.receiving.outbound;

import org.jspecify.annotations.NullMarked;
