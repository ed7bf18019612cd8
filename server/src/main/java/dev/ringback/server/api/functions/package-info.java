/** The routes for durable functions: their apps, they themselves, and their runs. */
@NullMarked
package dev.ringback.server.api.functions;

import org.jspecify.annotations.NullMarked;
