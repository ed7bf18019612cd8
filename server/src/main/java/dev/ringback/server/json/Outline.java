package dev.ringback.server.json;

import dev.ringback.kernel.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/**
 * A JSON document of which only the places of the outermost members are known. It is read in one
 * pass that checks all of it and builds nothing, because a tree takes many times its text.
 */
public final class Outline {

    /** Longer texts are not turned into objects to look at them. */
    private static final int SHORT = 64 * 1024;

    /**
     * A member where it stands.
     *
     * @param type what its value begins with
     * @param at where its name begins
     * @param from where its value begins
     * @param to behind its value
     */
    public record Member(JsonToken type, int at, int from, int to) {

        public boolean isString() {
            return type == JsonToken.VALUE_STRING;
        }

        public boolean isArray() {
            return type == JsonToken.START_ARRAY;
        }

        boolean isObject() {
            return type == JsonToken.START_OBJECT;
        }

        boolean isNull() {
            return type == JsonToken.VALUE_NULL;
        }

        public int length() {
            return to - from;
        }
    }

    private final byte[] json;
    private final Map<String, Member> members;

    private Outline(byte[] json, Map<String, Member> members) {
        this.json = json;
        this.members = members;
    }

    /** What reading came to. */
    public sealed interface Reading {

        /** It is an object. */
        record Members(Outline outline) implements Reading {}

        /** It is another value. */
        record NoObject() implements Reading {}

        /**
         * It is not JSON, or more than is read.
         *
         * @param why what is said of it, such as "is not valid JSON"
         */
        record Malformed(String why) implements Reading {

            static Malformed noJson() {
                return new Malformed("is not valid JSON");
            }
        }
    }

    /** Reads a document. */
    public static Reading read(Payload document) {
        byte[] json = document.bytes();
        if (!Json.mayBeUtf8(json) || Utf8.firstInvalid(json) >= 0) {
            return Reading.Malformed.noJson();
        }
        try (JsonParser parser = Json.parser(json)) {
            if (parser.nextToken() == null) {
                return Reading.Malformed.noJson();
            }
            Reading reading = read(parser, json);
            return parser.nextToken() == null ? reading : Reading.Malformed.noJson();
        } catch (StreamConstraintsException _) {
            return new Reading.Malformed(Json.BEYOND);
        } catch (JacksonException _) {
            return Reading.Malformed.noJson();
        }
    }

    /** The outline of bytes that have been read before, which are an object. */
    public static Outline of(Payload object) {
        if (read(object) instanceof Reading.Members(Outline outline)) {
            return outline;
        }
        throw new IllegalStateException("no JSON object was accepted");
    }

    private static Reading read(JsonParser parser, byte[] json) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Reading.NoObject();
        }
        return new Reading.Members(new Outline(json, members(parser, json, 0)));
    }

    /** The members of the object that was begun, up to its end. */
    private static Map<String, Member> members(JsonParser parser, byte[] json, int base) {
        Map<String, Member> members = new LinkedHashMap<>();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int at = base + offset(parser);
            JsonToken type = parser.nextToken();
            int from = base + offset(parser);
            parser.skipChildren();
            // The end is found by what follows: to finish a text would decode it.
            token = parser.nextToken();
            members.put(name, new Member(type, at, from, trimmed(json, base + offset(parser))));
        }
        return members;
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the value ends that stands before a place. */
    private static int trimmed(byte[] json, int before) {
        int end = before;
        while (isBetween(json[end - 1])) {
            end--;
        }
        return end;
    }

    private static boolean isBetween(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',';
    }

    public Collection<String> names() {
        return members.keySet();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public Optional<Member> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The same, unless it is null. */
    public Optional<Member> given(String name) {
        return member(name).filter(member -> !member.isNull());
    }

    /** The text of a member; empty when it is absent, no text or too long to be looked at. */
    public Optional<String> text(String name) {
        return member(name)
                .filter(member -> member.isString() && member.length() <= SHORT)
                .map(member -> scalar(member).stringValue());
    }

    public boolean isTrue(String name) {
        return member(name).filter(member -> member.type() == JsonToken.VALUE_TRUE).isPresent();
    }

    /** The object that a member is; empty when it is none. */
    public Optional<Outline> object(String name) {
        return member(name)
                .filter(Member::isObject)
                .map(member -> {
                    try (JsonParser parser = parser(member)) {
                        parser.nextToken();
                        return new Outline(json, members(parser, json, member.from()));
                    }
                });
    }

    /** A member as a rule sees it: what arrays hold is told by one of each sort. */
    public JsonNode sketch(Member member) {
        if (member.isObject()) {
            return Json.object();
        }
        if (member.isArray()) {
            return Sorts.in(parser(member));
        }
        return member.length() <= SHORT ? scalar(member) : Json.string("long");
    }

    private JsonNode scalar(Member member) {
        return Json.read(slice(member)).orElseThrow();
    }

    /** Reads a value token by token. */
    public JsonParser parser(Member member) {
        return Json.parser(json, member.from(), member.length());
    }

    /** A value as it stands there. */
    Payload slice(Member member) {
        return Payload.of(Arrays.copyOfRange(json, member.from(), member.to()));
    }

    /** The first elements of an array that is a member, each as it stands there. */
    public List<Payload> elements(String name, int most) {
        List<Payload> elements = new ArrayList<>();
        Member array = member(name).filter(Member::isArray).orElseThrow();
        try (JsonParser parser = parser(array)) {
            parser.nextToken();
            JsonToken token = parser.nextToken();
            while (token != JsonToken.END_ARRAY && elements.size() < most) {
                int from = array.from() + offset(parser);
                parser.skipChildren();
                token = parser.nextToken();
                int to = trimmed(json, array.from() + offset(parser));
                elements.add(Payload.of(Arrays.copyOfRange(json, from, to)));
            }
        }
        return elements;
    }

    /**
     * The object with other values in place of some, and without those whose value is empty; the
     * rest stands there byte for byte.
     */
    public Payload with(Map<String, Optional<Payload>> changes) {
        var out = new ByteArrayOutputStream(length(changes));
        members.forEach((name, member) -> {
            Optional<Payload> change = changes.get(name);
            if (change == null || change.isPresent()) {
                out.write(out.size() == 0 ? '{' : ',');
                int end = change == null ? member.to() : member.from();
                out.write(json, member.at(), end - member.at());
                if (change != null) {
                    out.writeBytes(change.get().bytes());
                }
            }
        });
        if (out.size() == 0) {
            out.write('{');
        }
        out.write('}');
        return Payload.of(out.toByteArray());
    }

    private int length(Map<String, Optional<Payload>> changes) {
        int length = 2;
        for (Member member : members.values()) {
            length += member.to() - member.at() + 1;
        }
        for (Optional<Payload> change : changes.values()) {
            length += change.map(Payload::size).orElse(0);
        }
        return length;
    }
}
