package dev.ringback.server.batches;

/**
 * Where a reader is in a file of lines.
 *
 * @param offset of the next byte
 * @param number of lines before it
 * @param lines how many of those are not blank
 */
record Place(long offset, int number, int lines) {

    static final Place START = new Place(0, 0, 0);
}
