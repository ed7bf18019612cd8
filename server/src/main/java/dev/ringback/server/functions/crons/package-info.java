/**
 * Schedules of functions: kept in the store, so that each planned time starts its function once.
 */
@NullMarked
package dev.ringback.server.functions.crons;

import org.jspecify.annotations.NullMarked;
