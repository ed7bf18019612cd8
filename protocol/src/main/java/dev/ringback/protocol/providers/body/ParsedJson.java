package dev.ringback.protocol.providers.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value as it was written: numbers keep their digits, members their order. */
public sealed interface ParsedJson {

    /** What a leaf is. */
    enum Kind {
        /** A string. */
        TEXT,
        /** A number, with the digits that were written. */
        NUMBER,
        /** {@code true} or {@code false}. */
        FLAG,
        /** {@code null}, or a value that nobody asked for. */
        NOTHING
    }

    /** An object. */
    record Members(Map<String, ParsedJson> byName) implements ParsedJson {}

    /** An array. */
    record Items(List<ParsedJson> list) implements ParsedJson {}

    /** A value without parts, as text. */
    record Leaf(Kind kind, String written) implements ParsedJson {

        /** What stands for a value that was left out, and for {@code null}. */
        public static final Leaf NOTHING = new Leaf(Kind.NOTHING, "null");
    }

    /**
     * Looks up a value.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /data/object/id}; {@code /} alone
     *     and the empty pointer are the value itself
     */
    default Optional<ParsedJson> at(String pointer) {
        ParsedJson here = this;
        for (String step : steps(pointer)) {
            Optional<ParsedJson> next = here.below(step);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            here = next.get();
        }
        return Optional.of(here);
    }

    /** The text of a string, number or flag at a pointer. */
    default Optional<String> text(String pointer) {
        return at(pointer).flatMap(ParsedJson::text);
    }

    /** The text of this value, when it is a string, a number or a flag. */
    default Optional<String> text() {
        return this instanceof Leaf leaf && leaf.kind() != Kind.NOTHING
                ? Optional.of(leaf.written())
                : Optional.empty();
    }

    /** The elements, when this is an array; else none. */
    default List<ParsedJson> items() {
        return this instanceof Items items ? items.list() : List.of();
    }

    /** The members, when this is an object; else none. */
    default Map<String, ParsedJson> members() {
        return this instanceof Members members ? members.byName() : Map.of();
    }

    private Optional<ParsedJson> below(String step) {
        if (this instanceof Members members) {
            return Optional.ofNullable(members.byName().get(step));
        }
        boolean index =
                !step.isEmpty() && step.length() < 9 && step.chars().allMatch(ParsedJson::isDigit);
        if (this instanceof Items items && index) {
            int place = Integer.parseInt(step);
            return place < items.list().size()
                    ? Optional.of(items.list().get(place))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isDigit(int each) {
        return each >= '0' && each <= '9';
    }

    /** The steps of a pointer, unescaped. */
    static List<String> steps(String pointer) {
        List<String> steps = new ArrayList<>();
        if (pointer.isEmpty() || pointer.equals("/")) {
            return steps;
        }
        String from = pointer.startsWith("/") ? pointer.substring(1) : pointer;
        for (String step : from.split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }
}
