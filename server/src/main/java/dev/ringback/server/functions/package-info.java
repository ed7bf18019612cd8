/** Durable functions: what their room offers to the server. */
@NullMarked
package dev.ringback.server.functions;

import org.jspecify.annotations.NullMarked;
