package dev.ringback.server.functions.events;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.events.AnnouncedTypes;
import dev.ringback.server.events.ReservedTypes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads one event of a sender. */
final class SentEventReader {

    /** Half of what is ever read: what a run says of its events holds them. */
    private static final int DEPTH = JsonBody.DEPTH / 2;

    private static final int LONGEST_ID = 512;
    private static final String OWN = "_inngest";

    /** The times that are believed: others are seconds, or a mistake. */
    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    /** What became of a value. */
    sealed interface Read {

        record Good(FunctionEvent event) implements Read {}

        record Bad(String why) implements Read {}
    }

    /** Leaves the reading with the reason. */
    private static final class BadException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BadException(String why) {
            super(why, null, false, false);
        }
    }

    private final Map<String, ParsedJson> members;
    private final Optional<String> given;

    private SentEventReader(Map<String, ParsedJson> members, Optional<String> given) {
        this.members = members;
        this.given = given;
    }

    /** Reads an event that says its name. */
    static Read read(ParsedJson value, String internalId, Instant now) {
        return read(value, Optional.empty(), internalId, now);
    }

    /** Reads an event that has a name, whatever it says. */
    static Read read(ParsedJson value, Optional<String> name, String internalId, Instant now) {
        if (!(value instanceof ParsedJson.Members(Map<String, ParsedJson> members))) {
            return new Read.Bad("it is not an object");
        }
        try {
            return new Read.Good(new SentEventReader(members, name).event(internalId, now));
        } catch (BadException bad) {
            return new Read.Bad(String.valueOf(bad.getMessage()));
        }
    }

    private FunctionEvent event(String internalId, Instant now) {
        FunctionEvent event =
                new FunctionEvent(
                        internalId,
                        given.orElseGet(this::name),
                        text("id", LONGEST_ID),
                        object("data").orElse(FunctionEvent.EMPTY),
                        object("user").filter(SentEventReader::saysSomething),
                        at(now),
                        text("v", LONGEST_ID),
                        object("meta").filter(SentEventReader::saysSomething).flatMap(this::meta));
        long size = event.size();
        if (size > EventBodies.MOST_BYTES) {
            throw new BadException(
                    "the event has " + size + " bytes, more than " + EventBodies.MOST_BYTES);
        }
        return event;
    }

    private String name() {
        String name = text("name", SentNames.MOST_CHARS).orElse("");
        SentNames.problemWith(name)
                .ifPresent(why -> {
                    throw new BadException(why);
                });
        if (AnnouncedTypes.is(name) || ReservedTypes.is(name)) {
            throw new BadException("event name is reserved for internal use: " + name);
        }
        return name;
    }

    private Optional<String> text(String member, int longest) {
        ParsedJson value = members.getOrDefault(member, ParsedJson.Leaf.NOTHING);
        if (value.equals(ParsedJson.Leaf.NOTHING)) {
            return Optional.empty();
        }
        if (!(value instanceof ParsedJson.Leaf(ParsedJson.Kind kind, String text))
                || kind != ParsedJson.Kind.TEXT) {
            throw new BadException(member + " must be a string");
        }
        if (text.length() > longest) {
            throw new BadException(member + " has more than " + longest + " characters");
        }
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private Optional<CanonicalJson> meta(CanonicalJson said) {
        return switch (EventSessions.read(said)) {
            case EventSessions.Read.Good(Optional<CanonicalJson> meta) -> meta;
            case EventSessions.Read.Bad(String why) -> throw new BadException(why);
        };
    }

    private static boolean saysSomething(CanonicalJson object) {
        return !object.equals(FunctionEvent.EMPTY);
    }

    /** Without what only the server says. */
    private Optional<CanonicalJson> object(String member) {
        ParsedJson value = members.getOrDefault(member, ParsedJson.Leaf.NOTHING);
        if (value.equals(ParsedJson.Leaf.NOTHING)) {
            return Optional.empty();
        }
        if (!(value instanceof ParsedJson.Members(Map<String, ParsedJson> given))) {
            throw new BadException(member + " must be an object");
        }
        if (isDeeperThan(DEPTH, value)) {
            throw new BadException(member + " is nested more than " + DEPTH + " deep");
        }
        Map<String, ParsedJson> kept = new LinkedHashMap<>(given);
        kept.remove(OWN);
        return Optional.of(
                CanonicalJson.ofDoubles(new ParsedJson.Members(kept))
                        .orElseThrow(() ->
                                new BadException(member + " has a number that is no double")));
    }

    private static boolean isDeeperThan(int most, ParsedJson value) {
        if (value instanceof ParsedJson.Leaf) {
            return false;
        }
        return most == 0
                || value.items().stream().anyMatch(each -> isDeeperThan(most - 1, each))
                || value.members().values().stream().anyMatch(each -> isDeeperThan(most - 1, each));
    }

    private Instant at(Instant now) {
        ParsedJson value = members.getOrDefault("ts", ParsedJson.Leaf.NOTHING);
        if (value.equals(ParsedJson.Leaf.NOTHING)) {
            return now;
        }
        if (!(value instanceof ParsedJson.Leaf(ParsedJson.Kind kind, String digits))
                || kind != ParsedJson.Kind.NUMBER
                || !digits.matches("-?[0-9]{1,18}")) {
            throw new BadException("ts must be whole milliseconds since 1970");
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(digits));
        if (at.equals(Instant.EPOCH)) {
            return now;
        }
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new BadException(
                    "ts is " + at + ", not between 1980 and 2100: it counts milliseconds");
        }
        return at;
    }
}
