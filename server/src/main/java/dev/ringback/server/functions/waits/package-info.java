/**
 * Runs that wait for events and for signals: how a wait is kept so that an event finds it by an
 * index, how it sees what came before it, and how none is missed while it begins.
 */
@NullMarked
package dev.ringback.server.functions.waits;

import org.jspecify.annotations.NullMarked;
