package dev.ringback.server.predictions;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The source of ids: random UUIDs, version 4 of RFC 9562.
 *
 * @param random unpredictable in production
 */
record Uuids(RandomGenerator random) {

    String next() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }
}
