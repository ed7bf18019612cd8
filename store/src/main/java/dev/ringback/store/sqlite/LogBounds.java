package dev.ringback.store.sqlite;

/**
 * The bounds of the write-ahead log, in bytes.
 *
 * @param length at which it shall start anew
 * @param pass so much is written before a pass is worth its flush to disk
 * @param rest so much is copied between two commits, in a few milliseconds
 */
record LogBounds(long length, long pass, long rest) {

    static final LogBounds DEFAULT = new LogBounds(64L << 20, 8L << 20, 4L << 20);
}
