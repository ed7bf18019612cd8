/**
 * WriftAI's predictions: jobs that run durably, are polled, listed and called off, and tell the URL
 * that their request names of every step.
 */
@NullMarked
package dev.ringback.server.predictions;

import org.jspecify.annotations.NullMarked;
