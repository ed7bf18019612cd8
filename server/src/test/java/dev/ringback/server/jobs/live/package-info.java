@NullMarked
package dev.ringback.server.jobs.live;

import org.jspecify.annotations.NullMarked;
