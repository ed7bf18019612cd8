package dev.ringback.server.batches;

/**
 * The position of a reader in a file of lines.
 *
 * @param offset of the next byte
 * @param number of lines before it
 * @param lines how many of those are not blank
 */
record FilePosition(long offset, int number, int lines) {

    static final FilePosition START = new FilePosition(0, 0, 0);
}
