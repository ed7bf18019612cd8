package dev.ringback.server.api;

import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Payload;
import dev.ringback.protocol.EventType;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.http.Problem;
import dev.ringback.server.json.JsonMembers;
import dev.ringback.server.json.JsonMembers.JsonType;
import dev.ringback.server.json.JsonMembers.Member;
import dev.ringback.server.json.JsonMembers.Scanned;
import dev.ringback.server.json.Moments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads events. Data is checked to be JSON but never turned into objects: its bytes are cut out and
 * kept as they are. A single event is read in one pass.
 */
final class EventReader {

    private final byte[] json;
    private final String prefix;

    private EventReader(byte[] json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    /** Reads one event, or a list of them. */
    static Submission read(Payload body) {
        try {
            return firstOf(body.bytes()) == '['
                    ? new Submission.Many(events(body.bytes()))
                    : new Submission.One(event(body, ""));
        } catch (Refused refused) {
            return new Submission.Malformed(refused.problem);
        }
    }

    /** Reads an event that is a field of a request, whose name its problems carry. */
    static Submission read(Payload value, String field) {
        if (firstOf(value.bytes()) != '{') {
            return new Submission.Malformed(Problem.invalidField(field, "must be an object"));
        }
        try {
            return new Submission.One(event(value, field + "."));
        } catch (Refused refused) {
            return new Submission.Malformed(refused.problem);
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

    private static List<Submitted> events(byte[] json) {
        List<Submitted> events = new ArrayList<>();
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (events.size() == Limits.EVENTS_PER_REQUEST) {
                    throw new Refused(
                            Problem.tooLarge(
                                    "There are more than %d events in one request."
                                            .formatted(Limits.EVENTS_PER_REQUEST)));
                }
                String prefix = "[" + events.size() + "]";
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new Refused(Problem.invalidField(prefix, "must be an object"));
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int end = (int) parser.currentLocation().getByteOffset();
                events.add(event(Payload.of(Arrays.copyOfRange(json, start, end)), prefix + "."));
            }
            if (parser.nextToken() != null) {
                throw new Refused(Problem.invalidJson("Something follows the array of events."));
            }
        } catch (JacksonException e) {
            throw new Refused(
                    Problem.invalidJson("The body is not JSON: " + e.getOriginalMessage() + "."));
        }
        if (events.isEmpty()) {
            throw new Refused(Problem.invalidRequest("The array has no events."));
        }
        return events;
    }

    private static Submitted event(Payload object, String prefix) {
        return switch (JsonMembers.scan(object)) {
            case Scanned.Malformed(String detail) -> throw new Refused(Problem.invalidJson(detail));
            case Scanned.Members(List<Member> members) ->
                    new EventReader(object.bytes(), prefix).event(members);
        };
    }

    private Submitted event(List<Member> members) {
        String type = null;
        String id = null;
        String subject = null;
        Instant timestamp = null;
        Payload data = null;
        for (Member member : members) {
            switch (member.name()) {
                case "type" -> type = type(member);
                case "id" -> id = id(member);
                case "subject" -> subject = subject(member);
                case "timestamp" -> timestamp = timestamp(member);
                case "data" -> data = data(member);
                default -> throw refused(member.name(), "is not known");
            }
        }
        return new Submitted(
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

    private String type(Member member) {
        String text = text(member);
        Optional<String> problem = EventType.problemWith(text);
        if (problem.isPresent()) {
            throw refused("type", problem.get());
        }
        if (InternalEvents.is(text)) {
            throw refused("type", "is one of " + InternalEvents.ALL + ", which the server keeps");
        }
        return text;
    }

    private @Nullable String id(Member member) {
        if (member.type() == JsonType.NULL) {
            return null;
        }
        String text = text(member);
        if (!EventId.valid(text)) {
            throw refused(
                    "id",
                    "must be 1 to %d characters of A-Z a-z 0-9 _ . : -"
                            .formatted(EventId.MAX_LENGTH));
        }
        if (text.startsWith(EventId.PREFIX)) {
            throw refused(
                    "id",
                    "must not start with %s, which is kept for ids that the server gives"
                            .formatted(EventId.PREFIX));
        }
        return text;
    }

    private @Nullable String subject(Member member) {
        if (member.type() == JsonType.NULL) {
            return null;
        }
        String text = text(member);
        boolean readable = text.codePoints().noneMatch(EventReader::isNoCharacter);
        if (text.isEmpty() || text.length() > Limits.SUBJECT || !readable) {
            throw refused(
                    "subject",
                    "must be 1 to %d characters, none of them a control character"
                            .formatted(Limits.SUBJECT));
        }
        return text;
    }

    private static boolean isNoCharacter(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    private @Nullable Instant timestamp(Member member) {
        if (member.type() == JsonType.NULL) {
            return null;
        }
        Optional<Instant> moment = Moments.parse(text(member));
        if (moment.isEmpty()) {
            throw refused("timestamp", Moments.EXPECTED);
        }
        return moment.get();
    }

    private Payload data(Member member) {
        int size = member.end() - member.start();
        if (size > Limits.EVENT_DATA) {
            throw new Refused(
                    Problem.tooLarge(
                            "%sdata has %d bytes, and at most %d are taken."
                                    .formatted(prefix, size, Limits.EVENT_DATA)));
        }
        return Payload.of(Arrays.copyOfRange(json, member.start(), member.end()));
    }

    private String text(Member member) {
        if (member.type() != JsonType.TEXT) {
            throw refused(member.name(), "must be a text");
        }
        int size = member.end() - member.start();
        for (int i = member.start(); i < member.end(); i++) {
            if (json[i] == '\\') {
                return Json.MAPPER.readValue(json, member.start(), size, String.class);
            }
        }
        return new String(json, member.start() + 1, size - 2, StandardCharsets.UTF_8);
    }

    private Refused refused(String name, String detail) {
        return new Refused(Problem.invalidField(prefix + name, detail));
    }
}
