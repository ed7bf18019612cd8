/**
 * OpenAI's files and batches: thousands of requests in a file, run as durable jobs, whose answers
 * are read as a file again.
 */
@NullMarked
package dev.ringback.server.batches;

import org.jspecify.annotations.NullMarked;
