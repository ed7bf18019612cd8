package dev.ringback.server.functions.events;

import dev.ringback.kernel.model.EventId;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.server.events.FunctionTypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the ids of events as SDKs know them and the ids under which events are kept follow from each
 * other. An event is kept once under an id, so whatever is the same event has to have the same one,
 * and what a sender says must not take the name of what the server will say.
 */
public final class EventNames {

    private static final String DIGEST = "sha256:";

    private EventNames() {}

    /** The id under which an event is kept. */
    static EventId stored(FunctionEvent seen, long sequence) {
        String internal = seen.internalId();
        boolean known = Ulid.is(internal) && !internal.equals(Ulid.of(sequence));
        if (FunctionTypes.is(seen.name())) {
            // Their own ids are not theirs alone: a run's, or a time at which many start.
            return known ? new EventId(FunctionTypes.IDS + internal) : EventId.of(sequence);
        }
        return seen.id()
                .map(EventNames::ofSender)
                .orElseGet(() -> known ? new EventId(internal) : EventId.of(sequence));
    }

    /**
     * The ids under which an event may be kept that somebody asks for.
     *
     * @param text an id that was answered, or that the sender gave
     */
    public static List<EventId> asked(String text) {
        Stream<EventId> verbatim =
                Stream.of(text, FunctionTypes.IDS + text).filter(EventId::valid).map(EventId::new);
        return Stream.concat(verbatim, Stream.of(ofSender(text))).distinct().toList();
    }

    /** By what an event that is kept is named among all. */
    public static String internal(EventId kept, long sequence) {
        return seeded(kept).orElseGet(() -> Ulid.of(sequence));
    }

    /** The id that its sender gave an event, where that can be told from the one it has. */
    static Optional<String> own(EventId kept) {
        boolean derived = kept.value().startsWith(DIGEST) || seeded(kept).isPresent();
        return kept.given() && !derived ? Optional.of(kept.value()) : Optional.empty();
    }

    private static Optional<String> seeded(EventId kept) {
        String text = kept.value();
        String id =
                text.startsWith(FunctionTypes.IDS)
                        ? text.substring(FunctionTypes.IDS.length())
                        : text;
        return Optional.of(id).filter(Ulid::is);
    }

    private static EventId ofSender(String own) {
        boolean fits =
                EventId.valid(own) && own.indexOf(':') < 0 && !own.startsWith(EventId.PREFIX);
        return new EventId(fits ? own : DIGEST + Digests.sha256Hex(Digests.utf8(own)));
    }
}
