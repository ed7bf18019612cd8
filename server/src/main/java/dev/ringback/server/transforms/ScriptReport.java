package dev.ringback.server.transforms;

import dev.ringback.server.transforms.ScriptFault.Place;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run told, and how it ended, in words. */
final class ScriptReport {

    /** How the engine calls the place in a script where something was thrown. */
    private static final Pattern PLACE = Pattern.compile("<input>:(\\d{1,9}):(\\d{1,9})");

    private static final int LONGEST = 500;

    /** What the engine throws that finds no memory, and when there is not even enough to say so. */
    private static final Set<String> NO_MEMORY = Set.of("out of memory", "threw null");

    private final Interview interview;
    private final RunEnding ending;

    ScriptReport(Interview interview, RunEnding ending) {
        this.interview = interview;
        this.ending = ending;
    }

    /**
     * Whether it may have needed more memory than there was. Nobody knows when the engine breaks,
     * and a script may see to it that nobody learns it; that is its own affair.
     */
    boolean wantsMemory() {
        return ending == RunEnding.BROKEN
                || (interview.has("thrown") && NO_MEMORY.contains(message()));
    }

    /** What went wrong; empty when nothing did that shows without looking at the result. */
    Optional<ScriptFault> fault(SandboxLimits limits, int memory) {
        return switch (ending) {
            case TOO_LONG ->
                    Optional.of(
                            ScriptFault.of(
                                    "was stopped after it had computed for %d ms"
                                            .formatted(limits.time().toMillis())));
            case TOO_DEEP -> Optional.of(ScriptFault.of("calls itself too often"));
            case BROKEN ->
                    Optional.of(
                            ScriptFault.of(
                                    "broke the engine, most likely for want of memory: it may have"
                                            + " %d MiB".formatted(memory >> 20)));
            case DONE -> interview.has("thrown") ? Optional.of(thrown(memory)) : Optional.empty();
        };
    }

    private static String needsMore(int memory) {
        return "needs more memory than %d MiB".formatted(memory >> 20);
    }

    private ScriptFault thrown(int memory) {
        String words =
                NO_MEMORY.contains(message())
                        ? needsMore(memory)
                        : interview.words("name").map(name -> name + ": ").orElse("") + message();
        return new ScriptFault(place(), words.substring(0, Math.min(words.length(), LONGEST)));
    }

    private String message() {
        return interview.words("message").orElse("threw what cannot be told");
    }

    private Optional<Place> place() {
        Matcher place = PLACE.matcher(interview.words("stack").orElse(""));
        return place.find()
                ? Optional.of(
                        new Place(
                                Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2))))
                : Optional.empty();
    }
}
