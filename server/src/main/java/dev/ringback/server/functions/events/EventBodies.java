package dev.ringback.server.functions.events;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.FormFields;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads the bodies with events that SDKs send: one event, many of them, or a form. */
public final class EventBodies {

    /** The most events of one body. */
    public static final int MOST = 5_000;

    /** The most bytes of one event. */
    public static final int MOST_BYTES = 3 << 20;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String NO_EVENTS =
            "the body must be an event, which is a JSON object, or an array of events";

    private final IntFunction<String> ids;
    private final Instant now;

    private EventBodies(IntFunction<String> ids, Instant now) {
        this.ids = ids;
        this.now = now;
    }

    /**
     * Reads a body.
     *
     * @param contentType the header's value, empty when there is none: forms are told by it, and
     *     everything else is JSON, and so is what people send by curl without saying what it is
     * @param body as received
     * @param ids names the events by their numbers, which are counted from 1
     * @param now the time of events that say none
     */
    public static EventsRead read(
            String contentType, byte[] body, IntFunction<String> ids, Instant now) {
        EventBodies reader = new EventBodies(ids, now);
        if (contentType.toLowerCase(Locale.ROOT).startsWith(FORM) && !looksLikeJson(body)) {
            FormFields fields = FormFields.read(new String(body, StandardCharsets.UTF_8));
            return reader.all(List.of(fromForm(fields)));
        }
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return new EventsRead.Events(List.of());
        }
        Optional<ParsedJson> tree = JsonBody.read(body, JsonPaths.ALL);
        if (tree.isEmpty()) {
            return noJson(body);
        }
        return switch (tree.get()) {
            case ParsedJson.Members one -> reader.all(List.of(one));
            case ParsedJson.Items(List<ParsedJson> many) -> reader.all(many);
            case ParsedJson.Leaf _ -> new EventsRead.Refused(400, NO_EVENTS);
        };
    }

    /** No field of a form begins so. */
    private static boolean looksLikeJson(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).stripLeading();
        return text.startsWith("{") || text.startsWith("[");
    }

    /**
     * Reads the body by which a function is called.
     *
     * @param body an event, whose name means nothing; nothing at all is one without data
     * @param id names the event
     * @param now its time when it says none
     */
    public static EventsRead invocation(byte[] body, String id, Instant now) {
        boolean blank = new String(body, StandardCharsets.UTF_8).isBlank();
        Optional<ParsedJson> tree =
                blank
                        ? Optional.of(new ParsedJson.Members(Map.of()))
                        : JsonBody.read(body, JsonPaths.ALL);
        if (tree.isEmpty()) {
            return noJson(body);
        }
        Optional<String> name = Optional.of(SystemEvents.INVOKED);
        return switch (SentEventReader.read(tree.get(), name, id, now)) {
            case SentEventReader.Read.Good(FunctionEvent event) ->
                    new EventsRead.Events(List.of(event));
            case SentEventReader.Read.Bad(String why) -> new EventsRead.Refused(400, why);
        };
    }

    private static EventsRead noJson(byte[] body) {
        String why = JsonTree.problemWith(Payload.of(body)).orElse("is nested too deep");
        return new EventsRead.Refused(400, "the body " + why);
    }

    private EventsRead all(List<ParsedJson> bodies) {
        if (bodies.size() > MOST) {
            return new EventsRead.Refused(
                    400, "the body has " + bodies.size() + " events, more than " + MOST);
        }
        List<FunctionEvent> events = new ArrayList<>();
        for (ParsedJson body : bodies) {
            int number = events.size() + 1;
            switch (SentEventReader.read(body, ids.apply(number), now)) {
                case SentEventReader.Read.Good(FunctionEvent event) -> events.add(event);
                case SentEventReader.Read.Bad(String why) -> {
                    String which = bodies.size() == 1 ? "" : "event " + number + ": ";
                    return new EventsRead.Refused(400, which + why);
                }
            }
        }
        return new EventsRead.Events(List.copyOf(events));
    }

    /** What names the event is taken from fields of these names; all others are its data. */
    private static ParsedJson fromForm(FormFields fields) {
        Map<String, ParsedJson> event = new LinkedHashMap<>();
        Map<String, ParsedJson> data = new LinkedHashMap<>();
        for (String name : fields.names()) {
            switch (name) {
                case "name", "id", "v" -> event.put(name, text(fields.all(name).getFirst()));
                case "ts" -> event.put(name, number(fields.all(name).getFirst()));
                default ->
                        data.put(
                                name,
                                new ParsedJson.Items(
                                        fields.all(name).stream().map(EventBodies::text).toList()));
            }
        }
        event.put("data", new ParsedJson.Members(data));
        return new ParsedJson.Members(event);
    }

    private static ParsedJson text(String value) {
        return new ParsedJson.Leaf(ParsedJson.Kind.TEXT, value);
    }

    private static ParsedJson number(String value) {
        return CanonicalJson.read(value.getBytes(StandardCharsets.UTF_8))
                .map(CanonicalJson::parsed)
                .orElseGet(() -> text(value));
    }
}
