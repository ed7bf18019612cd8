package dev.ringback.server.sources;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which requests a source takes in, and as what.
 *
 * @param type of events that do not say theirs; empty for the provider's
 * @param dedupeWindow for how long a repeated idempotency key makes a duplicate; zero for never
 * @param transform makes the events of a request; each is one as it came when empty
 * @param transforms how many versions of it there were
 * @param schema what events have to fit: JSON of a schema, or of an object from types to schemas
 * @param filter CEL expression that is true of events that are taken in; empty for all
 * @param allowIps networks from which requests are taken; empty for all
 * @param allowTypes globs of which an event's type has to match one; empty for all
 * @param denyTypes globs of which it must match none
 * @param maxBody longest body, in bytes
 */
public record SourceIntake(
        String type,
        Duration dedupeWindow,
        Optional<TransformVersion> transform,
        int transforms,
        Optional<String> schema,
        String filter,
        List<String> allowIps,
        List<String> allowTypes,
        List<String> denyTypes,
        int maxBody) {

    /** What holds unless its owner says otherwise. */
    public static final SourceIntake USUAL =
            new SourceIntake(
                    "",
                    SourceLimits.DEDUPE_WINDOW,
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    SourceLimits.BODY);

    public SourceIntake {
        allowIps = List.copyOf(allowIps);
        allowTypes = List.copyOf(allowTypes);
        denyTypes = List.copyOf(denyTypes);
    }

    /** The same with another transform. */
    public SourceIntake with(TransformVersion version) {
        return new SourceIntake(
                type,
                dedupeWindow,
                Optional.of(version),
                Math.max(transforms, version.number()),
                schema,
                filter,
                allowIps,
                allowTypes,
                denyTypes,
                maxBody);
    }
}
