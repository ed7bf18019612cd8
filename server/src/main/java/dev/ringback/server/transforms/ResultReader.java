package dev.ringback.server.transforms;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.MalformedTextException;
import dev.ringback.net.json.Strictness;
import dev.ringback.protocol.EventType;
import dev.ringback.server.transforms.Transformed.MadeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a script returned: an event, several, or none. It is a stranger's word for what its
 * own JSON says, so nothing is taken for granted.
 */
final class ResultReader {

    /** Events of one result: what one commit takes without holding the next one up. */
    static final int MAX_EVENTS = 1_000;

    /** Characters of an event's id. */
    static final int LONGEST_ID = 255;

    private static final Payload NO_DATA = Payload.of("{}");

    /** As Inngest has it: what is before or after is a mistake, such as seconds. */
    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final JsonCursor cursor;
    private final boolean several;
    private final List<MadeEvent> events = new ArrayList<>();

    private ResultReader(JsonCursor cursor, boolean several) {
        this.cursor = cursor;
        this.several = several;
    }

    /** It is no event, and these words say why. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    /** Reads a result. */
    static Transformed read(byte[] json) {
        try {
            return JsonCursor.read(json, Strictness.PASSED, ResultReader::read);
        } catch (MalformedTextException e) {
            return failed("returns what is no JSON: " + e.getMessage());
        } catch (Refused e) {
            return failed(e.words());
        }
    }

    private static Transformed failed(String words) {
        return new Transformed.Failed(ScriptFault.of(words));
    }

    private static Transformed read(JsonCursor cursor) {
        if (!cursor.next()) {
            throw new Refused("returns nothing that can be written as JSON");
        }
        boolean several = cursor.type() == JsonType.ARRAY;
        var reader = new ResultReader(cursor, several);
        if (several) {
            reader.elements();
        } else {
            reader.element();
        }
        return reader.events.isEmpty()
                ? new Transformed.Dropped()
                : new Transformed.Events(List.copyOf(reader.events));
    }

    private void elements() {
        cursor.enter();
        while (cursor.next()) {
            if (cursor.type() == JsonType.NULL) {
                continue;
            }
            if (events.size() == MAX_EVENTS) {
                throw new Refused("returns more than %d events".formatted(MAX_EVENTS));
            }
            element();
        }
    }

    private void element() {
        if (cursor.type() != JsonType.OBJECT) {
            throw refused("is " + named(cursor.type()) + ", not an event");
        }
        @Nullable EventType type = null;
        Payload data = NO_DATA;
        Optional<String> id = Optional.empty();
        Optional<Instant> at = Optional.empty();
        cursor.enter();
        while (cursor.next()) {
            switch (cursor.name()) {
                case "name" -> type = type();
                case "data" -> data = data();
                case "id" -> id = id();
                case "ts" -> at = at();
                default -> {
                    // Inngest's events may have more, which means nothing here.
                }
            }
        }
        if (type == null) {
            throw refused("has no name");
        }
        events.add(new MadeEvent(type, data, id, at));
    }

    private EventType type() {
        String name = text("name");
        Optional<String> problem = EventType.problemWith(name);
        if (problem.isPresent()) {
            throw refused("has a name that is no event type: " + problem.get());
        }
        return new EventType(name);
    }

    private Payload data() {
        return switch (cursor.type()) {
            case NULL -> NO_DATA;
            case OBJECT -> cursor.slice().payload();
            default -> throw wrong("data", "an object");
        };
    }

    private Optional<String> id() {
        if (cursor.type() == JsonType.NULL) {
            return Optional.empty();
        }
        String id = text("id");
        if (id.length() > LONGEST_ID) {
            throw refused(
                    "has an id of %d characters, more than %d".formatted(id.length(), LONGEST_ID));
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw refused("has a control character in its id");
        }
        return Optional.of(id).filter(given -> !given.isEmpty());
    }

    /** When it was; zero stands for no time, as nothing does. */
    private Optional<Instant> at() {
        if (cursor.type() == JsonType.NULL) {
            return Optional.empty();
        }
        if (cursor.type() != JsonType.NUMBER) {
            throw wrong("ts", "a number of milliseconds");
        }
        String written = cursor.text();
        if (!cursor.isWhole() || written.length() > 15) {
            throw refused("has a ts of %s, not a whole number of milliseconds".formatted(written));
        }
        long millis = Long.parseLong(written);
        if (millis == 0) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochMilli(millis);
        if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
            throw refused(
                    "has a ts of %d, which in milliseconds is not between 1980 and 2100"
                            .formatted(millis));
        }
        return Optional.of(at);
    }

    private String text(String member) {
        if (cursor.type() != JsonType.TEXT) {
            throw wrong(member, "a text");
        }
        return cursor.text();
    }

    private Refused wrong(String member, String expected) {
        return refused("has %s for %s, not %s".formatted(named(cursor.type()), member, expected));
    }

    private Refused refused(String words) {
        return new Refused(
                (several ? "returns an event, number %d, that " : "returns an event that ")
                                .formatted(events.size() + 1)
                        + words);
    }

    private static String named(JsonType type) {
        return switch (type) {
            case TEXT -> "a text";
            case NUMBER -> "a number";
            case BOOL -> "a truth value";
            case NULL -> "null";
            case OBJECT -> "an object";
            case ARRAY -> "an array";
        };
    }
}
