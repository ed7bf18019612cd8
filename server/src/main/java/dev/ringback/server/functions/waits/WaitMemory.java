package dev.ringback.server.functions.waits;

/**
 * What is known of waits in memory. It does not grow with their number.
 *
 * @param shapes says which events are waited for at all
 * @param opening waits that have looked back and are not on disk yet
 * @param recent the latest events
 */
record WaitMemory(WaitShapes shapes, OpeningWaits opening, RecentEvents recent) {}
