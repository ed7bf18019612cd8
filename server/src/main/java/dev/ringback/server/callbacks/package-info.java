/**
 * Where upstreams call back that take work now and end it later: a source for each of them in each
 * project, and the calls that pass what comes there on to the jobs.
 */
@NullMarked
package dev.ringback.server.callbacks;

import org.jspecify.annotations.NullMarked;
