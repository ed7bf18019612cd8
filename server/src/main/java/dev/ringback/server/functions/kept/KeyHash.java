package dev.ringback.server.functions.kept;

import dev.ringback.protocol.providers.keys.Digests;

/** Short names for texts of any length: the first 64 bits of their SHA-256, in hex. */
public final class KeyHash {

    private static final int DIGITS = 16;

    private KeyHash() {}

    /** The short name of a text. */
    public static String of(String text) {
        return Digests.sha256Hex(Digests.utf8(text)).substring(0, DIGITS);
    }
}
