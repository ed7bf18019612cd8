package dev.ringback.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A small cache from valid authorization headers to their callers, so that the hot path need not
 * hash. One slot for each of a few hash values; a newer header takes its slot over. Texts are
 * compared in constant time.
 */
final class KeyCache {

    private static final int SLOTS = 256;

    private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

    /** A header and whom it stands for. */
    private static final class Seen {
        private final byte[] header;
        private final KeyHolder holder;

        Seen(byte[] header, KeyHolder holder) {
            this.header = header;
            this.holder = holder;
        }
    }

    @Nullable KeyHolder find(String header) {
        Seen seen = slots.get(slot(header));
        return seen != null && MessageDigest.isEqual(seen.header, bytes(header))
                ? seen.holder
                : null;
    }

    void remember(String header, KeyHolder holder) {
        slots.set(slot(header), new Seen(bytes(header), holder));
    }

    private static int slot(String header) {
        int hash = header.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private static byte[] bytes(String header) {
        return header.getBytes(StandardCharsets.UTF_8);
    }
}
