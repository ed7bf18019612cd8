package dev.ringback.server.json;

import dev.ringback.kernel.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the members of a JSON object in one pass over its bytes, and checks all of it on the way:
 * grammar (RFC 8259), UTF-8, depth, length of numbers, and names that repeat at the top.
 */
public final class JsonMembers {

    /** How deep arrays and objects may be nested. */
    public static final int MAX_DEPTH = 100;

    /** The longest number, in characters. */
    public static final int MAX_NUMBER = 100;

    /** The longest name of a member, in characters. */
    public static final int MAX_NAME = 1_000;

    /** The most members of one object: each costs many times its bytes. */
    public static final int MAX_MEMBERS = 1_000;

    // Names come from strangers, and interned ones are never freed soon.
    static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER)
                                    .maxNameLength(MAX_NAME)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build();

    private static final JsonFactory STRICT =
            JSON.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** What a value is. */
    public enum JsonType {
        TEXT,
        NUMBER,
        BOOL,
        NULL,
        OBJECT,
        ARRAY
    }

    /**
     * A member and where its value is.
     *
     * @param name unescaped
     * @param type what the value is
     * @param start offset of the value's first byte
     * @param end offset behind its last byte
     */
    public record Member(String name, JsonType type, int start, int end) {}

    /** What a scan gives. */
    public sealed interface Scanned {

        /** The members in order; no two have the same name. */
        record Members(List<Member> list) implements Scanned {}

        /** Why it is not a JSON object. */
        record Malformed(String detail) implements Scanned {}
    }

    private JsonMembers() {}

    /** Scans; members of nested objects may repeat. */
    public static Scanned scan(Payload json) {
        return scan(json, JSON);
    }

    /** Scans and refuses names that repeat anywhere, which costs more. */
    public static Scanned scanStrictly(Payload json) {
        return scan(json, STRICT);
    }

    private static Scanned scan(Payload json, JsonFactory factory) {
        byte[] bytes = json.bytes();
        int broken = Utf8.firstInvalid(bytes);
        if (broken >= 0) {
            return malformed("The body is not valid UTF-8 at byte " + broken + ".");
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return malformed("The body is not a JSON object.");
            }
            List<Member> members = new ArrayList<>(8);
            Set<String> names = new HashSet<>(16);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Member member = member(parser);
                if (!names.add(member.name())) {
                    return malformed("The name \"" + excerpt(member.name()) + "\" repeats.");
                }
                if (members.size() == MAX_MEMBERS) {
                    return malformed("An object has more than " + MAX_MEMBERS + " members.");
                }
                members.add(member);
            }
            if (parser.nextToken() != null) {
                return malformed("Something follows the JSON object" + place(parser) + ".");
            }
            return new Scanned.Members(members);
        } catch (StreamConstraintsException beyond) {
            return malformed(
                    "The JSON is nested deeper than "
                            + MAX_DEPTH
                            + " levels, or has a number longer than "
                            + MAX_NUMBER
                            + " or a name longer than "
                            + MAX_NAME
                            + " characters"
                            + place(beyond)
                            + ".");
        } catch (JacksonException wrong) {
            return malformed("The body is not valid JSON: " + reason(wrong) + place(wrong) + ".");
        }
    }

    private static Member member(JsonParser parser) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new Member(name, type(token), start, end);
    }

    static JsonType type(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> JsonType.TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonType.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> JsonType.BOOL;
            case VALUE_NULL -> JsonType.NULL;
            case START_OBJECT -> JsonType.OBJECT;
            case START_ARRAY -> JsonType.ARRAY;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("not the start of a value: " + token);
        };
    }

    private static Scanned malformed(String detail) {
        return new Scanned.Malformed(detail);
    }

    private static String reason(JacksonException wrong) {
        String words = wrong.getOriginalMessage();
        return excerpt(words.lines().findFirst().orElse("malformed"));
    }

    private static String place(JacksonException wrong) {
        var location = wrong.getLocation();
        return location == null
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String place(JsonParser parser) {
        var location = parser.currentTokenLocation();
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String excerpt(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
}
