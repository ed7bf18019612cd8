/**
 * OpenAI's background mode: responses that run durably, are polled and called off, and announce how
 * they ended.
 */
@NullMarked
package dev.ringback.server.responses;

import org.jspecify.annotations.NullMarked;
