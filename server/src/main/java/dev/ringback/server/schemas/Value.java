package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SimpleType;
import dev.ringback.server.regexes.Regex;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as the library gets to see it, of a schema or of a payload. Whatever is done with it
 * is charged to the budget of the thread. Two are equal when they say the same.
 */
final class Value implements JsonNode {

    /** What a value takes in memory beside its text, with what leads to it. */
    static final long SIZE = 160;

    /** What a pointer is kept with, beside its text. */
    private static final int POINTER = 80;

    /** Shown of a value in words. */
    private static final int SHOWN = 60;

    /** Whoever asks for what is in a value goes through it, and judges some of it for nothing. */
    private static final int BRANCHES_PER_STEP = 2;

    private final @Nullable Value parent;
    private final Object step;
    private final SimpleType type;
    private final Object content;

    /**
     * Makes one.
     *
     * @param parent the value that it is a part of, if any
     * @param step its name or its place there
     * @param content a text, a number, a truth value, a list or a map; anything for null
     */
    Value(@Nullable Value parent, Object step, SimpleType type, Object content) {
        this.parent = parent;
        this.step = step;
        this.type = type;
        this.content = content;
    }

    /** A text by itself. */
    static Value text(String text) {
        return new Value(null, "", SimpleType.STRING, text);
    }

    /** A text that stands in the place of this value. */
    Value saying(String text) {
        return new Value(parent, step, SimpleType.STRING, text);
    }

    /** The same as a part of nothing. */
    Value alone() {
        return copy(null, "");
    }

    private Value copy(@Nullable Value under, Object at) {
        if (type == SimpleType.OBJECT) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            var object = new Value(under, at, type, members);
            asObject().forEach((name, member) -> members.put(name, copy(member, object, name)));
            return object;
        }
        if (type == SimpleType.ARRAY) {
            List<JsonNode> elements = new ArrayList<>();
            var array = new Value(under, at, type, elements);
            asArray().forEach(each -> elements.add(copy(each, array, elements.size())));
            return array;
        }
        return new Value(under, at, type, content);
    }

    private static JsonNode copy(JsonNode part, Value under, Object at) {
        return part instanceof Value value ? value.copy(under, at) : part;
    }

    @Override
    public SimpleType getNodeType() {
        return type;
    }

    /** Where it is, in the library's way: {@link Pointers} has the usual one. */
    @Override
    public String getJsonPointer() {
        List<String> steps = new ArrayList<>();
        for (Value at = this; at.parent != null; at = at.parent) {
            steps.add(Pointers.step(at.step));
        }
        String pointer = String.join("", steps.reversed());
        JudgingBudget.current()
                .ifPresent(budget -> {
                    budget.read(pointer.length());
                    budget.keep(POINTER + pointer.length());
                });
        return pointer;
    }

    @Override
    public boolean asBoolean() {
        return (Boolean) content;
    }

    @Override
    public String asString() {
        String text = String.valueOf(content);
        JudgingBudget.ofThread().read(text.length());
        return text;
    }

    /** Only counts are asked for in this way. */
    @Override
    public BigInteger asInteger() {
        return Decimal.count(asNumber());
    }

    @Override
    public BigDecimal asNumber() {
        return (BigDecimal) content;
    }

    @Override
    @SuppressWarnings("unchecked") // by the type
    public List<JsonNode> asArray() {
        List<JsonNode> elements = (List<JsonNode>) content;
        JudgingBudget.ofThread().steps(elements.size() / BRANCHES_PER_STEP);
        return elements;
    }

    @Override
    @SuppressWarnings("unchecked") // by the type
    public Map<String, JsonNode> asObject() {
        Map<String, JsonNode> members = (Map<String, JsonNode>) content;
        JudgingBudget.ofThread().steps(members.size() / BRANCHES_PER_STEP);
        return members;
    }

    @Override
    public String toPrintableString() {
        return switch (type) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NULL -> "null";
            case STRING -> '"' + shown() + '"';
            default -> shown();
        };
    }

    private String shown() {
        String text =
                content instanceof BigDecimal number
                        ? Decimal.words(number)
                        : String.valueOf(content);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    @Override
    public boolean equals(Object other) {
        Regex.Meter meter = JudgingBudget.ofThread();
        meter.steps(1);
        if (!(other instanceof Value value) || type != value.type) {
            return false;
        }
        if (content instanceof String text) {
            meter.read(text.length());
        }
        // Of lists and maps, each value comes back here.
        return type == SimpleType.NULL || content.equals(value.content);
    }

    @Override
    public int hashCode() {
        Regex.Meter meter = JudgingBudget.ofThread();
        meter.steps(1);
        if (content instanceof String text) {
            meter.read(text.length());
        }
        return type == SimpleType.NULL ? 0 : content.hashCode();
    }

    @Override
    public String toString() {
        return toPrintableString();
    }
}
