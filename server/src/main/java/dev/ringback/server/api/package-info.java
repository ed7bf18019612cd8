/** The native API under /api/v1. */
@NullMarked
package dev.ringback.server.api;

import org.jspecify.annotations.NullMarked;
