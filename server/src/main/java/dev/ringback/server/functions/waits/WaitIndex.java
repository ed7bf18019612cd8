package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Sequence;
import dev.ringback.protocol.providers.keys.Digests;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How waits are found: the id of each begins with what it waits for, so those for one event lie
 * side by side. Names and values stand there as short hashes; what is behind a hash is in the wait.
 */
final class WaitIndex {

    /** Stands for the value, of waits that any event of their name may end. */
    static final String ANY = "any";

    private static final Pattern PLAIN = Pattern.compile("[0-9a-z.:-]{1,50}");

    private WaitIndex() {}

    /**
     * What an event must have for the waits under one beginning of ids.
     *
     * @param path which part of it
     * @param words what that part says
     */
    record Value(String path, String words) {

        long hash() {
            return WaitIndex.hash(path + "\n" + words);
        }
    }

    /** What the ids of waits begin with. */
    static String prefix(String event, Optional<Value> value) {
        return name(event) + value.map(each -> hex(each.hash())).orElse(ANY) + ".";
    }

    /** What the ids begin with of all waits, and shapes of waits, for events of a name. */
    static String name(String event) {
        return hex(hash(event)) + ".";
    }

    /** The id of a wait, or of what stands for it in memory. */
    static String id(String prefix, long run, String key) {
        String plain = PLAIN.matcher(key).matches() ? key : hex(hash(key));
        return prefix + Sequence.text("", run) + "." + plain;
    }

    /** What an id begins with. */
    static String prefix(String id) {
        return id.substring(0, id.indexOf('.', id.indexOf('.') + 1) + 1);
    }

    /** What {@link #name} says of the name that an id is for. */
    static String ofName(String id) {
        return id.substring(0, id.indexOf('.') + 1);
    }

    static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    /** The same for the same text, and hardly ever for another. */
    static long hash(String text) {
        return ByteBuffer.wrap(Digests.sha256(Digests.utf8(text))).getLong();
    }
}
