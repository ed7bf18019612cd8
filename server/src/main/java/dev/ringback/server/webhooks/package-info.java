/** OpenAI's own API for webhooks, over the endpoints of a project whose format is OpenAI's. */
@NullMarked
package dev.ringback.server.webhooks;

import org.jspecify.annotations.NullMarked;
