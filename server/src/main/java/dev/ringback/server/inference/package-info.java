/**
 * The inference surface: chat completions for clients of OpenAI and inference.net, run by upstream
 * model servers, in realtime or as durable jobs that announce their end.
 */
@NullMarked
package dev.ringback.server.inference;

import org.jspecify.annotations.NullMarked;
