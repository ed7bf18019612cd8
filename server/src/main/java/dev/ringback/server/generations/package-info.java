/** OpenAI's operations while the client waits, and inference.net's asynchronous generations. */
@NullMarked
package dev.ringback.server.generations;

import org.jspecify.annotations.NullMarked;
