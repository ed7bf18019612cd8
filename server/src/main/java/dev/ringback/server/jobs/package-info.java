/**
 * A job: a request to a model that is carried out whether or not its client waits, what it is
 * shaped like, and its end.
 */
@NullMarked
package dev.ringback.server.jobs;

import org.jspecify.annotations.NullMarked;
