package dev.ringback.server.predictions;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a client has been told of a prediction's stream, as the ids of events say it. An id
 * tells how much of the text came until then, and what: so a client can go on anywhere in it, also
 * when the pieces are told no more, and nobody gets the beginning of one text and the rest of
 * another.
 *
 * @param bytes of the text that were told; one of the constants when none was
 * @param hash of those bytes
 */
record StreamPlace(int bytes, long hash) {

    /** Nothing at all was told. */
    static final StreamPlace BEFORE = new StreamPlace(-1, 0);

    /** The prediction was told, and nothing of what it came to. */
    static final StreamPlace INIT = new StreamPlace(0, Fnv.BASIS);

    /** All of an output was told that is no text, or an empty one. */
    static final StreamPlace WHOLE = new StreamPlace(Integer.MAX_VALUE - 1, 0);

    /** Everything was told. */
    static final StreamPlace DONE = new StreamPlace(Integer.MAX_VALUE, 0);

    private static final String INIT_ID = "init";
    private static final String WHOLE_ID = "output";
    private static final String DONE_ID = "done";
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})-([0-9a-f]{16})");

    /** FNV-1a, which can go on from where it was. */
    private static final class Fnv {

        static final long BASIS = 0xcbf29ce484222325L;
        static final long PRIME = 0x100000001b3L;
    }

    /** Reads an id; empty when no event has such a one. */
    static Optional<StreamPlace> parse(String id) {
        return switch (id) {
            case INIT_ID -> Optional.of(INIT);
            case WHOLE_ID -> Optional.of(WHOLE);
            case DONE_ID -> Optional.of(DONE);
            default -> {
                Matcher text = TEXT.matcher(id);
                yield text.matches()
                        ? Optional.of(
                                new StreamPlace(
                                        Integer.parseInt(text.group(1)),
                                        Long.parseUnsignedLong(text.group(2), 16)))
                        : Optional.empty();
            }
        };
    }

    /** The id of the event after which a client is here. */
    String id() {
        if (equals(INIT)) {
            return INIT_ID;
        }
        if (equals(WHOLE)) {
            return WHOLE_ID;
        }
        return equals(DONE) ? DONE_ID : "%d-%016x".formatted(bytes, hash);
    }

    /** Whether more of a text may follow. */
    boolean isInText() {
        return bytes < WHOLE.bytes;
    }

    /** The place behind some more bytes of the text. */
    StreamPlace over(byte[] text, int from, int to) {
        long next = hash;
        for (int i = from; i < to; i++) {
            next = (next ^ (text[i] & 0xFF)) * Fnv.PRIME;
        }
        return new StreamPlace(bytes + to - from, next);
    }
}
