package dev.ringback.server.config;

/** How much of something one may have. */
public sealed interface Share {

    /** As much as there is. */
    record Any() implements Share {}

    /** So many bytes. */
    record Bytes(long count) implements Share {}

    /** A part of the disk, 1 to 100. */
    record OfDisk(int percent) implements Share {}
}
