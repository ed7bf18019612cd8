package dev.ringback.server.api.events;

import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.Problem;
import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.MalformedTextException;
import dev.ringback.net.json.Moments;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.net.json.Suggestion;
import dev.ringback.protocol.EventType;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.events.FunctionTypes;
import dev.ringback.server.events.InternalEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads events. Data is checked to be JSON but never turned into objects: its bytes are cut out and
 * kept as they are. A single event is read in one pass.
 */
final class EventReader {

    private static final List<String> FIELDS =
            List.of("type", "id", "subject", "timestamp", "data");

    private final String prefix;

    private EventReader(String prefix) {
        this.prefix = prefix;
    }

    /** Reads one event, or a list of them. */
    static EventSubmission read(Payload body) {
        try {
            return firstOf(body.bytes()) == '['
                    ? new EventSubmission.Many(events(body.bytes()))
                    : new EventSubmission.One(event(body, ""));
        } catch (Refused refused) {
            return new EventSubmission.Malformed(refused.problem);
        }
    }

    /** Reads an event that is a field of a request, whose name its problems carry. */
    static EventSubmission read(Payload value, String field) {
        if (firstOf(value.bytes()) != '{') {
            return new EventSubmission.Malformed(Problem.invalidField(field, "must be an object"));
        }
        try {
            return new EventSubmission.One(event(value, field + "."));
        } catch (Refused refused) {
            return new EventSubmission.Malformed(refused.problem);
        }
    }

    /** Leaves the pass at the first thing that is wrong; seen in this class only. */
    private static final class Refused extends RuntimeException {
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }
    }

    /** The first byte that is no white space, or 0. */
    private static byte firstOf(byte[] json) {
        for (byte b : json) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
        }
        return 0;
    }

    private static List<EventDraft> events(byte[] json) {
        try {
            return JsonCursor.read(json, Strictness.PASSED, EventReader::events);
        } catch (MalformedTextException e) {
            throw new Refused(Problem.invalidJson("The body is not JSON: " + e.reason() + "."));
        }
    }

    private static List<EventDraft> events(JsonCursor cursor) {
        List<EventDraft> events = new ArrayList<>();
        cursor.next();
        cursor.enter();
        while (cursor.next()) {
            if (events.size() == ApiLimits.EVENTS_PER_REQUEST) {
                throw new Refused(
                        Problem.tooLarge(
                                "There are more than %d events in one request."
                                        .formatted(ApiLimits.EVENTS_PER_REQUEST)));
            }
            String prefix = "[" + events.size() + "]";
            if (cursor.type() != JsonType.OBJECT) {
                throw new Refused(Problem.invalidField(prefix, "must be an object"));
            }
            events.add(event(cursor.slice().payload(), prefix + "."));
        }
        if (cursor.next()) {
            throw new Refused(Problem.invalidJson("Something follows the array of events."));
        }
        if (events.isEmpty()) {
            throw new Refused(Problem.invalidRequest("The array has no events."));
        }
        return events;
    }

    private static EventDraft event(Payload object, String prefix) {
        return switch (Outline.read(object, Strictness.REQUEST)) {
            case Outline.Reading.Malformed(_, String detail) ->
                    throw new Refused(Problem.invalidJson(detail));
            case Outline.Reading.Members(Outline outline) ->
                    new EventReader(prefix).event(outline.members());
        };
    }

    private EventDraft event(Map<String, JsonSlice> members) {
        String type = null;
        String id = null;
        String subject = null;
        Instant timestamp = null;
        Payload data = null;
        for (Map.Entry<String, JsonSlice> member : members.entrySet()) {
            JsonSlice value = member.getValue();
            switch (member.getKey()) {
                case "type" -> type = type(value);
                case "id" -> id = id(value);
                case "subject" -> subject = subject(value);
                case "timestamp" -> timestamp = timestamp(value);
                case "data" -> data = data(value);
                default ->
                        throw refused(
                                member.getKey(),
                                "is not known" + Suggestion.question(member.getKey(), FIELDS));
            }
        }
        return new EventDraft(
                required("type", type),
                Optional.ofNullable(id),
                Optional.ofNullable(subject),
                Optional.ofNullable(timestamp),
                required("data", data));
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw refused(name, "is required");
        }
        return value;
    }

    private String type(JsonSlice value) {
        String text = text("type", value);
        Optional<String> problem = EventType.problemWith(text);
        if (problem.isPresent()) {
            throw refused("type", problem.get());
        }
        if (InternalEvents.is(text)) {
            throw refused("type", "is one of " + InternalEvents.ALL + ", which the server keeps");
        }
        return text;
    }

    private @Nullable String id(JsonSlice value) {
        if (value.is(JsonType.NULL)) {
            return null;
        }
        String text = text("id", value);
        if (!EventId.valid(text)) {
            throw refused(
                    "id",
                    "must be 1 to %d characters of A-Z a-z 0-9 _ . : -"
                            .formatted(EventId.MAX_LENGTH));
        }
        for (String kept : List.of(EventId.PREFIX, FunctionTypes.IDS)) {
            if (text.startsWith(kept)) {
                throw refused(
                        "id",
                        "must not start with %s, which is kept for ids that the server gives"
                                .formatted(kept));
            }
        }
        return text;
    }

    private @Nullable String subject(JsonSlice value) {
        if (value.is(JsonType.NULL)) {
            return null;
        }
        String text = text("subject", value);
        boolean readable = text.codePoints().noneMatch(EventReader::isNoCharacter);
        if (text.isEmpty() || text.length() > ApiLimits.SUBJECT || !readable) {
            throw refused(
                    "subject",
                    "must be 1 to %d characters, none of them a control character"
                            .formatted(ApiLimits.SUBJECT));
        }
        return text;
    }

    private static boolean isNoCharacter(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    private @Nullable Instant timestamp(JsonSlice value) {
        if (value.is(JsonType.NULL)) {
            return null;
        }
        Optional<Instant> moment = Moments.parse(text("timestamp", value));
        if (moment.isEmpty()) {
            throw refused("timestamp", Moments.EXPECTED);
        }
        return moment.get();
    }

    private Payload data(JsonSlice value) {
        if (value.length() > ApiLimits.EVENT_DATA) {
            throw new Refused(
                    Problem.tooLarge(
                            "%sdata has %d bytes, and at most %d are taken."
                                    .formatted(prefix, value.length(), ApiLimits.EVENT_DATA)));
        }
        return value.payload();
    }

    private String text(String name, JsonSlice value) {
        if (!value.is(JsonType.TEXT)) {
            throw refused(name, "must be a text");
        }
        return value.text();
    }

    private Refused refused(String name, String detail) {
        return new Refused(Problem.invalidField(prefix + name, detail));
    }
}
