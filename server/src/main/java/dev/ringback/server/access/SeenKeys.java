package dev.ringback.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A small cache from authorization headers that proved good to their callers, so that the hot path
 * need not hash. One slot for each of a few hash values; a newer header takes its slot over. Texts
 * are compared in constant time.
 */
final class SeenKeys {

    private static final int SLOTS = 256;

    private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

    /** A header and whom it stands for. */
    private static final class Seen {
        private final byte[] header;
        private final Caller caller;

        Seen(byte[] header, Caller caller) {
            this.header = header;
            this.caller = caller;
        }
    }

    @Nullable Caller find(String header) {
        Seen seen = slots.get(slot(header));
        return seen != null && MessageDigest.isEqual(seen.header, bytes(header))
                ? seen.caller
                : null;
    }

    void remember(String header, Caller caller) {
        slots.set(slot(header), new Seen(bytes(header), caller));
    }

    private static int slot(String header) {
        int hash = header.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private static byte[] bytes(String header) {
        return header.getBytes(StandardCharsets.UTF_8);
    }
}
