/** Asks upstreams for the answers to jobs, at once or by way of a callback. */
@NullMarked
package dev.ringback.server.jobs.asking;

import org.jspecify.annotations.NullMarked;
