/** Routes and words for sources, for what they rejected, and for the catalogue of providers. */
@NullMarked
package dev.ringback.server.api.sources;

import org.jspecify.annotations.NullMarked;
