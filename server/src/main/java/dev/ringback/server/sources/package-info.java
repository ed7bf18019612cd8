/** Sources: URLs for providers, with what is asked of their requests. */
@NullMarked
package dev.ringback.server.sources;

import org.jspecify.annotations.NullMarked;
