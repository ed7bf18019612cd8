package dev.ringback.server.events;

import dev.ringback.kernel.model.Made;
import java.util.List;
import java.util.Optional;

/** All who have events made, by the words that people read. */
public final class MadeBy {

    private static final String KEY = "key";
    private static final String JOB = "job";
    private static final String RUN = "run";
    private static final String SCHEDULE = "schedule";

    /** What the server tells of its own accord. */
    public static final Made SERVER = new Made("server", "");

    private static final List<String> WORDS = List.of(KEY, JOB, RUN, SCHEDULE, SERVER.by());

    /** What {@link #glob} reads, for people. */
    public static final String CHOICES =
            "one of %s, with a colon and an id behind it where one is meant"
                    .formatted(String.join(", ", WORDS));

    private MadeBy() {}

    /** Reads a word, or a word with an id, as the glob over those who are meant. */
    public static Optional<String> glob(String text) {
        String word = text.split(":", 2)[0];
        return Optional.of(text.equals(word) ? word + ":*" : text)
                .filter(_ -> WORDS.contains(word));
    }

    /** Whoever showed that key in a request. */
    public static Made key(String id) {
        return new Made(KEY, id);
    }

    /** A generation, response, prediction, group or batch. */
    public static Made job(String id) {
        return new Made(JOB, id);
    }

    /** A run of a function. */
    public static Made run(String id) {
        return new Made(RUN, id);
    }

    /** The schedule of a function. */
    public static Made schedule(String function) {
        return new Made(SCHEDULE, function);
    }
}
