/** The server as a whole, on real sockets and a real database, as its users meet it. */
@NullMarked
package dev.ringback.server.integration;

import org.jspecify.annotations.NullMarked;
