/**
 * OpenAI's background mode: responses that run durably, are polled, followed while they are made,
 * gone on from, called off and deleted, and announce how they ended.
 */
@NullMarked
package dev.ringback.server.responses;

import org.jspecify.annotations.NullMarked;
