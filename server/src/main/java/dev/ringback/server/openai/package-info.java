/** OpenAI's words on the wire: requests and answers of models, streams, errors. */
@NullMarked
package dev.ringback.server.openai;

import org.jspecify.annotations.NullMarked;
