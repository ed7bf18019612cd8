package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * A JSON object of which only the places of the outermost members are known. It is read in one pass
 * that checks all of it and builds nothing, because a tree takes many times its text.
 */
public final class Outline {

    /** Longer texts are not turned into objects to look at them. */
    public static final int SHORT = 64 * 1024;

    private static final int EXCERPT = 120;

    private final JsonSlice whole;
    private final Map<String, JsonSlice> members;

    private Outline(JsonSlice whole, Map<String, JsonSlice> members) {
        this.whole = whole;
        this.members = members;
    }

    /** The outline of a value that has been read before, which is an object. */
    public static Outline of(JsonSlice object) {
        return new Outline(object, object.members());
    }

    /** What reading came to. */
    public sealed interface Reading {

        /** It is an object. */
        record Members(Outline outline) implements Reading {}

        /**
         * It is none that is read.
         *
         * @param detail what is said of it, such as "The body is not a JSON object."
         */
        record Malformed(Why why, String detail) implements Reading {}
    }

    /** Why a document is not read. */
    public enum Why {
        /** It does not begin as an object does; nobody looked further. */
        NO_OBJECT,
        NO_JSON,
        /** It is more than is read. */
        BEYOND
    }

    /** Reads a document. */
    public static Reading read(Payload document, Strictness strictness) {
        byte[] json = document.bytes();
        int broken = strictness.firstInvalid(json);
        if (broken >= 0) {
            return noJson("The body is not valid UTF-8 at byte " + broken + ".");
        }
        try (JsonCursor cursor = JsonCursor.over(json, strictness)) {
            if (!cursor.next() || cursor.type() != JsonType.OBJECT) {
                return new Reading.Malformed(Why.NO_OBJECT, "The body is not a JSON object.");
            }
            return read(cursor, json, strictness.members());
        } catch (StreamConstraintsException beyond) {
            return new Reading.Malformed(
                    Why.BEYOND,
                    """
                    The JSON is nested deeper than %d levels, or has a number longer than %d or a \
                    name longer than %d characters%s.\
                    """
                            .formatted(
                                    strictness.depth(),
                                    strictness.longestNumber(),
                                    strictness.longestName(),
                                    place(beyond)));
        } catch (JacksonException wrong) {
            return noJson("The body is not valid JSON: " + reason(wrong) + place(wrong) + ".");
        }
    }

    private static Reading read(JsonCursor cursor, byte[] json, int most) {
        Map<String, JsonSlice> members = new LinkedHashMap<>();
        cursor.enter();
        while (cursor.next()) {
            String name = cursor.name();
            boolean repeats = members.containsKey(name);
            if (repeats || members.size() == most) {
                cursor.finish();
                return noJson(
                        repeats
                                ? "The name \"" + excerpt(name) + "\" repeats."
                                : "An object has more than " + most + " members.");
            }
            members.put(name, cursor.slice());
        }
        return cursor.next()
                ? noJson("Something follows the JSON object" + cursor.place() + ".")
                : new Reading.Members(new Outline(JsonSlice.all(json), members));
    }

    private static Reading noJson(String detail) {
        return new Reading.Malformed(Why.NO_JSON, detail);
    }

    private static String reason(JacksonException wrong) {
        return excerpt(JsonTrouble.words(wrong).lines().findFirst().orElse("malformed"));
    }

    private static String place(JacksonException wrong) {
        return wrong.getLocation() == null ? "" : JsonCursor.place(wrong.getLocation());
    }

    private static String excerpt(String text) {
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "...";
    }

    /** The members by name, in their order. */
    public Map<String, JsonSlice> members() {
        return members;
    }

    public Set<String> names() {
        return members.keySet();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public Optional<JsonSlice> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** A member that is of this type; empty when it is absent or of another. */
    public Optional<JsonSlice> member(String name, JsonType type) {
        return member(name).filter(member -> member.is(type));
    }

    /** A member, unless it is null. */
    public Optional<JsonSlice> given(String name) {
        return member(name).filter(member -> !member.is(JsonType.NULL));
    }

    /** The text of a member; empty when it is absent, no text or too long to be looked at. */
    public Optional<String> text(String name) {
        return member(name, JsonType.TEXT)
                .filter(member -> member.length() <= SHORT)
                .map(JsonSlice::text);
    }

    public boolean isTrue(String name) {
        return member(name).filter(JsonSlice::isTrue).isPresent();
    }

    /** The object that a member is; empty when it is none. */
    public Optional<Outline> object(String name) {
        return member(name, JsonType.OBJECT).map(Outline::of);
    }

    /** The first elements of an array that is a member, each as it stands there. */
    public List<Payload> elements(String name, int most) {
        return member(name).orElseThrow().elements(most).stream().map(JsonSlice::payload).toList();
    }

    /**
     * The object with other values in place of some, and without those whose value is empty; the
     * rest stands there byte for byte.
     */
    public Payload with(Map<String, Optional<Payload>> changes) {
        var out = new JsonWriter(whole.length() + length(changes));
        String before = "{";
        int at = whole.from();
        for (Map.Entry<String, JsonSlice> member : members.entrySet()) {
            JsonSlice value = member.getValue();
            Optional<Payload> change = changes.get(member.getKey());
            if (change == null || change.isPresent()) {
                out.json(before);
                out.bytes(whole.json(), quote(at), change == null ? value.to() : value.from());
                before = ",";
            }
            if (change != null && change.isPresent()) {
                out.bytes(change.get().bytes());
            }
            at = value.to();
        }
        return out.json(before.equals("{") ? "{}" : "}").payload();
    }

    /** Where the name begins that follows a place. */
    private int quote(int from) {
        int at = from;
        while (whole.json()[at] != '"') {
            at++;
        }
        return at;
    }

    private static int length(Map<String, Optional<Payload>> changes) {
        return changes.values().stream().mapToInt(each -> each.map(Payload::size).orElse(0)).sum();
    }
}
