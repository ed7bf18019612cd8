/** Tests of jobs. */
@NullMarked
package dev.ringback.server.jobs;

import org.jspecify.annotations.NullMarked;
