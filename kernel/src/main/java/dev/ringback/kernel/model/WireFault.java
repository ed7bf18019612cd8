package dev.ringback.kernel.model;

import java.util.Locale;
import java.util.Optional;

/** Why no complete answer came: the error class of an attempt, in words. */
public enum WireFault {
    /** The host name has no address. */
    NAME_NOT_RESOLVED,
    /** The address is in a network that calls may not reach; no socket was opened. */
    ADDRESS_REFUSED,
    /** No connection: refused, unreachable, reset. */
    CONNECT_FAILED,
    /** The TLS handshake failed: an untrusted, expired or foreign certificate, no common cipher. */
    TLS_FAILED,
    /** The deadline passed, in whatever phase. */
    TIMEOUT,
    /** The peer closed or reset the connection before its answer was complete. */
    DISCONNECTED,
    /** The request was broken off on this side: its call was cancelled. */
    CALLED_OFF,
    /**
     * Nothing was sent, and none of it is the peer's doing: there was no room, or the process
     * stops. The call waits as if it had not been tried.
     */
    NOT_SENT,
    /** There is no room in memory for the answer, which is not the peer's doing. */
    NO_ROOM,
    /** What came is not HTTP/1.1, or exceeds the bounds of a response head. */
    MALFORMED_RESPONSE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in lower case, as SQL, JSON and logs write it. */
    public String word() {
        return word;
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<WireFault> parse(String word) {
        for (WireFault fault : values()) {
            if (fault.word.equals(word)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
