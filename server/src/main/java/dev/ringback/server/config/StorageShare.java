package dev.ringback.server.config;

/** How much of the storage a project may have. */
public sealed interface StorageShare {

    /** As much as there is. */
    record Any() implements StorageShare {}

    /** So many bytes. */
    record Bytes(long count) implements StorageShare {}

    /** A part of the disk, 1 to 100. */
    record OfDisk(int percent) implements StorageShare {}
}
