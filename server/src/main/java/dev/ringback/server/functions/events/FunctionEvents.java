package dev.ringback.server.functions.events;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.events.FunctionEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Events as they are kept, and the same as functions see them. What an event of a function has
 * beside its data is kept around them, in an envelope of a type of its own; most have nothing, and
 * then the data are the payload, as of any other event.
 */
public final class FunctionEvents {

    private static final String DATA = FunctionEnvelope.DATA;
    private static final String USER = "user";
    private static final String VERSION = "v";
    private static final String META = "meta";
    private static final String OWN_ID = "id";

    private FunctionEvents() {}

    /**
     * A stored event as functions see it. What is no JSON object becomes one, with the payload as
     * its {@code body}. The caller has room for what is read.
     */
    public static FunctionEvent read(Event event) {
        Map<String, ParsedJson> envelope =
                FunctionEnvelope.is(event) ? members(event.payload()) : Map.of();
        return envelope.containsKey(DATA) ? opened(event, envelope) : plain(event);
    }

    /**
     * An event of a function as it is kept.
     *
     * @param sequence its place among all events
     * @param now when it is taken
     */
    public static Event event(ProjectId project, FunctionEvent seen, long sequence, Instant now) {
        EventId id = EventNames.stored(seen, sequence);
        Map<String, CanonicalJson> beside = beside(seen, id);
        boolean bare = beside.isEmpty();
        beside.put(DATA, seen.data());
        CanonicalJson payload = bare ? seen.data() : CanonicalJson.object(beside);
        return new Event(
                sequence,
                project,
                id,
                seen.name(),
                "",
                seen.at().truncatedTo(ChronoUnit.MILLIS),
                now.truncatedTo(ChronoUnit.MILLIS),
                bare ? Event.JSON : FunctionEnvelope.MEDIA_TYPE,
                Payload.of(payload.bytes()));
    }

    private static Map<String, CanonicalJson> beside(FunctionEvent seen, EventId id) {
        Map<String, CanonicalJson> beside = new TreeMap<>();
        seen.user().ifPresent(each -> beside.put(USER, each));
        seen.version().ifPresent(each -> beside.put(VERSION, CanonicalJson.of(each)));
        seen.meta().ifPresent(each -> beside.put(META, each));
        seen.id()
                .filter(own -> !own.equals(id.value()))
                .ifPresent(own -> beside.put(OWN_ID, CanonicalJson.of(own)));
        return beside;
    }

    private static FunctionEvent plain(Event event) {
        return new FunctionEvent(
                EventNames.internal(event.id(), event.sequence()),
                event.type(),
                EventNames.own(event.id()),
                data(event.payload().bytes()),
                Optional.empty(),
                event.occurredAt(),
                Optional.empty(),
                Optional.empty());
    }

    private static FunctionEvent opened(Event event, Map<String, ParsedJson> envelope) {
        Optional<String> own = text(envelope, OWN_ID);
        return new FunctionEvent(
                EventNames.internal(event.id(), event.sequence()),
                event.type(),
                own.isPresent() ? own : EventNames.own(event.id()),
                value(envelope, DATA).orElse(FunctionEvent.EMPTY),
                value(envelope, USER),
                event.occurredAt(),
                text(envelope, VERSION),
                value(envelope, META));
    }

    private static Map<String, ParsedJson> members(Payload payload) {
        return JsonBody.read(payload.bytes(), JsonPaths.ALL)
                .orElse(ParsedJson.Leaf.NOTHING)
                .members();
    }

    private static Optional<CanonicalJson> value(Map<String, ParsedJson> envelope, String member) {
        return Optional.ofNullable(envelope.get(member)).map(CanonicalJson::of);
    }

    private static Optional<String> text(Map<String, ParsedJson> envelope, String member) {
        return Optional.ofNullable(envelope.get(member)).flatMap(ParsedJson::text);
    }

    private static CanonicalJson data(byte[] payload) {
        return CanonicalJson.read(payload)
                .filter(FunctionEvents::isObject)
                .orElseGet(() -> wrapped(payload));
    }

    private static boolean isObject(CanonicalJson value) {
        return value.toString().startsWith("{");
    }

    private static CanonicalJson wrapped(byte[] payload) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            return CanonicalJson.object(Map.of("body", CanonicalJson.of(text)));
        } catch (CharacterCodingException binary) {
            String text = Base64.getEncoder().encodeToString(payload);
            return CanonicalJson.object(Map.of("body_base64", CanonicalJson.of(text)));
        }
    }
}
