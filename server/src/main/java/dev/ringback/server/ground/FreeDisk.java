package dev.ringback.server.ground;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Watches the free space of the disk that holds the data directory, some of which is to stay free:
 * a store whose disk is full cannot even delete, so writing ends before.
 */
public final class FreeDisk {

    private static final long LONGEST_USUAL_FLOOR = 256L << 20;
    // Looked at by every request that writes; the disk is asked a few times a second.
    private static final long FRESH = 250_000_000L;

    /** Asks the file system. */
    @FunctionalInterface
    interface Asking {
        long usable() throws IOException;
    }

    private record Seen(OptionalLong usable, long at) {}

    private final Asking asking;
    private final long size;
    private final long floor;
    private final LongSupplier nanos;
    private volatile Seen seen;

    FreeDisk(Asking asking, long size, long floor, LongSupplier nanos) {
        this.size = size;
        this.asking = asking;
        this.floor = floor;
        this.nanos = nanos;
        this.seen = new Seen(ask(), nanos.getAsLong());
    }

    /**
     * Looks at the disk of a directory.
     *
     * @param directory must exist
     * @param floor bytes that stay free, 0 for none; when empty a tenth of the disk, and 256 MiB at
     *     most
     * @param nanos a steady clock
     */
    public static FreeDisk of(Path directory, Optional<Long> floor, LongSupplier nanos)
            throws IOException {
        FileStore disk = Files.getFileStore(directory);
        long size = disk.getTotalSpace();
        long usual = Math.min(size / 10, LONGEST_USUAL_FLOOR);
        return new FreeDisk(disk::getUsableSpace, size, floor.orElse(usual), nanos);
    }

    /** Bytes of the whole disk. */
    public long size() {
        return size;
    }

    /** Bytes that stay free. */
    long floor() {
        return floor;
    }

    /**
     * Bytes that can be written before the floor is reached; 0 when it is, or if nobody can say.
     */
    public long room() {
        return floor == 0
                ? usable().orElse(Long.MAX_VALUE)
                : Math.max(0, usable().orElse(floor) - floor);
    }

    /** That no more is free than the floor, in a sentence; empty while there is. */
    public Optional<String> low() {
        OptionalLong usable = usable();
        if (floor == 0 || usable.orElse(0) > floor) {
            return Optional.empty();
        }
        return Optional.of(
                usable.isEmpty()
                        ? "The disk of the data directory does not say how much is free."
                        : "The disk of the data directory has %d bytes free; %d must stay free."
                                .formatted(usable.getAsLong(), floor));
    }

    private OptionalLong usable() {
        Seen last = seen;
        long now = nanos.getAsLong();
        if (now - last.at() < FRESH) {
            return last.usable();
        }
        seen = new Seen(ask(), now);
        return seen.usable();
    }

    private OptionalLong ask() {
        try {
            return OptionalLong.of(asking.usable());
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
