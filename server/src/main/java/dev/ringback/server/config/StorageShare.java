package dev.ringback.server.config;

/** The quota of a project: a size, a share of the disk, or any amount. */
public sealed interface StorageShare {

    /** As much as there is. */
    record Any() implements StorageShare {}

    /** So many bytes. */
    record Bytes(long count) implements StorageShare {}

    /** A part of the disk, 1 to 100. */
    record OfDisk(int percent) implements StorageShare {}
}
