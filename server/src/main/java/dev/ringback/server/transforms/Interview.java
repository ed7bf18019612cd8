package dev.ringback.server.transforms;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the sandbox is given for one run, and what it tells. Used by the thread that runs it.
 *
 * <p>What is told is told by a stranger: it is no longer than its bound, and else anything.
 */
final class Interview {

    /** Of each part of what was thrown; the beginning of it is enough to find the fault. */
    private static final int LONGEST_WORDS = 2_000;

    private final Instant moment;
    private final int output;
    private final Map<String, byte[]> given = new HashMap<>();
    private final Map<String, byte[]> told = new HashMap<>();

    /**
     * Begins with nothing.
     *
     * @param moment what its clocks say
     * @param output bytes that a result may have
     */
    Interview(Instant moment, int output) {
        this.moment = moment;
        this.output = output;
    }

    Instant moment() {
        return moment;
    }

    Interview give(String what, byte[] bytes) {
        given.put(what, bytes);
        return this;
    }

    Interview give(String what, String words) {
        return give(what, words.getBytes(StandardCharsets.UTF_8));
    }

    /** What the sandbox asks for; nothing when there is no such thing. */
    byte[] asked(String what) {
        return given.getOrDefault(what, new byte[0]);
    }

    /** How many bytes are taken of what is told: one more than a result may have. */
    int longest(String what) {
        return what.equals("result") ? output + 1 : LONGEST_WORDS;
    }

    void told(String what, byte[] bytes) {
        told.put(what, bytes);
    }

    Optional<byte[]> bytes(String what) {
        return Optional.ofNullable(told.get(what));
    }

    boolean has(String what) {
        return told.containsKey(what);
    }

    /** What was told, in words; what is no UTF-8 in it is replaced. */
    Optional<String> words(String what) {
        return bytes(what).map(each -> new String(each, StandardCharsets.UTF_8));
    }
}
