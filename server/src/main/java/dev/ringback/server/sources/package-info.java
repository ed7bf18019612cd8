/** Sources: URLs for providers, whose webhooks are verified and become events. */
@NullMarked
package dev.ringback.server.sources;

import org.jspecify.annotations.NullMarked;
