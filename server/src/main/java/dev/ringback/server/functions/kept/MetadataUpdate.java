package dev.ringback.server.functions.kept;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an app says about a run or a step of it beside what that comes to: scores, what a model
 * used, whatever its users want to see there.
 *
 * @param step which step it is about; empty where it is about the run
 * @param scope what it is about, as SDKs say it
 * @param kind what it is, such as {@code inngest.score}; there is one of each kind
 * @param merges whether what was said before and is not said again stays
 * @param values an object
 */
public record MetadataUpdate(
        Optional<StepId> step, String scope, String kind, boolean merges, CanonicalJson values) {

    /** About a run, whoever says it. */
    static final String RUN = "run";

    private static final String STEP = "step";
    private static final int LONGEST_KIND = 128;

    /** The most bytes of one. */
    private static final int MOST_BYTES = 64 << 10;

    /** What became of reading some. */
    public sealed interface Read {

        record Good(List<MetadataUpdate> updates) implements Read {}

        record Bad(String why) implements Read {}
    }

    /** Leaves the reading with the reason. */
    private static final class BadException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BadException(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Reads an array of updates.
     *
     * @param of the step that they are about, unless they say that they are about the run
     */
    public static Read read(ParsedJson array, Optional<StepId> of) {
        List<MetadataUpdate> updates = new ArrayList<>();
        try {
            for (ParsedJson each : array.items()) {
                updates.add(one(each, of, "metadata[" + updates.size() + "]"));
            }
        } catch (BadException bad) {
            return new Read.Bad(String.valueOf(bad.getMessage()));
        }
        return updates.isEmpty()
                ? new Read.Bad("metadata: must be an array that is not empty")
                : new Read.Good(List.copyOf(updates));
    }

    /** What of some is understood: what is told with a step must not fail the step. */
    static List<MetadataUpdate> lenient(CanonicalJson array, StepId of) {
        List<MetadataUpdate> updates = new ArrayList<>();
        for (ParsedJson each : array.parsed().items()) {
            if (read(new ParsedJson.Items(List.of(each)), Optional.of(of))
                    instanceof Read.Good(List<MetadataUpdate> good)) {
                updates.addAll(good);
            }
        }
        return updates;
    }

    private static MetadataUpdate one(ParsedJson update, Optional<StepId> of, String where) {
        String kind = update.text("/kind").orElse("");
        if (kind.isEmpty() || kind.length() > LONGEST_KIND) {
            throw new BadException(
                    where
                            + ".kind: must be a text of at most "
                            + LONGEST_KIND
                            + " characters that is not empty");
        }
        ParsedJson values = update.at("/values").orElse(ParsedJson.Leaf.NOTHING);
        if (!(values instanceof ParsedJson.Members)) {
            throw new BadException(where + ".values: must be an object");
        }
        CanonicalJson kept = CanonicalJson.of(values);
        if (kept.size() > MOST_BYTES) {
            throw new BadException(
                    where + ".values: has " + kept.size() + " bytes, more than " + MOST_BYTES);
        }
        boolean merges =
                switch (update.text("/op").orElse("set")) {
                    case "set" -> false;
                    case "merge" -> true;
                    case String other ->
                            throw new BadException(
                                    where + ".op: must be set or merge, and is " + other);
                };
        String scope = update.text("/scope").orElseGet(() -> of.isPresent() ? STEP : RUN);
        return new MetadataUpdate(
                scope.equals(RUN) ? Optional.empty() : of, scope, kind, merges, kept);
    }
}
