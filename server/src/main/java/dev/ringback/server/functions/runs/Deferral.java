package dev.ringback.server.functions.runs;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import java.util.Locale;
import java.util.Optional;

/**
 * A function that a run wants to be started when it has ended.
 *
 * @param id of the step that said so
 * @param name what its author called it
 * @param function the app's name and the function's id, joined by a hyphen
 * @param input what it is handed, an object; empty as soon as it is not needed any more
 * @param meta what SDKs say of it, an object
 * @param fate what becomes of it
 * @param reason why it is not started, in words; empty where it is
 */
public record Deferral(
        StepId id,
        String name,
        String function,
        Optional<CanonicalJson> input,
        Optional<CanonicalJson> meta,
        Fate fate,
        String reason) {

    /** The most of one run. */
    public static final int MOST = 20;

    /** What all of one run may be handed, in bytes. */
    public static final long MOST_BYTES = 4L << 20;

    /** What becomes of it. */
    public enum Fate {
        /** It is started when the run ends. */
        WAITING,
        /** It was started. */
        STARTED,
        /** The run took it back. */
        ABORTED,
        /** There was no room for it. */
        REFUSED;

        /** The word for it, in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What a word says; empty for others. */
        public static Optional<Fate> parse(String word) {
            for (Fate each : values()) {
                if (each.word().equals(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    /** One that is started in time. */
    static Deferral waiting(
            StepId id,
            String name,
            String function,
            CanonicalJson input,
            Optional<CanonicalJson> meta) {
        return new Deferral(id, name, function, Optional.of(input), meta, Fate.WAITING, "");
    }

    boolean isDue() {
        return fate == Fate.WAITING;
    }

    /** How many bytes it holds until it is started. */
    long bytes() {
        return input.map(CanonicalJson::size).orElse(0L) + meta.map(CanonicalJson::size).orElse(0L);
    }

    Deferral started() {
        return isDue() ? without(Fate.STARTED, "") : this;
    }

    Deferral aborted() {
        return isDue() ? without(Fate.ABORTED, "the run took it back") : this;
    }

    Deferral refused(String why) {
        return without(Fate.REFUSED, why);
    }

    private Deferral without(Fate next, String why) {
        return new Deferral(id, name, function, Optional.empty(), Optional.empty(), next, why);
    }
}
