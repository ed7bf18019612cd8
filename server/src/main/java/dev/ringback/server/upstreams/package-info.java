/** The model servers: which of them takes a model, and how they are asked. */
@NullMarked
package dev.ringback.server.upstreams;

import org.jspecify.annotations.NullMarked;
