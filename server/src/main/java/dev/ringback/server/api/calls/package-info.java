/** Routes and words for calls: deliveries, jobs, and replays of either. */
@NullMarked
package dev.ringback.server.api.calls;

import org.jspecify.annotations.NullMarked;
