/** What people and programs are shown of runs of functions. */
@NullMarked
package dev.ringback.server.functions.reading;

import org.jspecify.annotations.NullMarked;
