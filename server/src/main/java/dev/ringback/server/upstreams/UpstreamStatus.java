package dev.ringback.server.upstreams;

/**
 * The status of an upstream at one moment.
 *
 * @param inFlight how many requests are under way
 * @param waiting how many wait for a place, or for the rate
 * @param open whether it has failed again and again, and has not answered since
 * @param busy how many clients have been told so far that there was no place for them
 */
public record UpstreamStatus(int inFlight, int waiting, boolean open, long busy) {}
