/** Routes and words for endpoints. */
@NullMarked
package dev.ringback.server.api.endpoints;

import org.jspecify.annotations.NullMarked;
