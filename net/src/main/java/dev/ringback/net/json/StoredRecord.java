package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a stored JSON object, taken one by one. What is left at the end was written by a
 * newer version, and ignoring it could mean to send what must not be sent.
 */
public final class StoredRecord {

    private final ObjectNode left;
    private final String what;

    private StoredRecord(ObjectNode left, String what) {
        this.left = left;
        this.what = what;
    }

    /**
     * Reads a record.
     *
     * @param what it is, as errors name it
     * @param reading takes its fields; what the JDK says of one that is wrong need not be caught
     * @throws UnreadableRecordException when it is not one that this version knows
     */
    public static <T> T read(Payload body, String what, Function<StoredRecord, T> reading) {
        try {
            return reading.apply(of(JsonTree.read(body).orElseThrow().node, what));
        } catch (IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | NoSuchElementException e) {
            throw new UnreadableRecordException(what + " cannot be read", e);
        }
    }

    private static StoredRecord of(JsonNode node, String what) {
        if (node instanceof ObjectNode object) {
            return new StoredRecord(object, what);
        }
        throw new UnreadableRecordException(what + " has something where an object should be");
    }

    /** A text. */
    public String text(String field) {
        return take(field, JsonNode::isString).stringValue();
    }

    /** Whether a field is there that has not been taken. */
    public boolean has(String field) {
        return left.has(field);
    }

    /** A text that may be absent. */
    public Optional<String> optional(String field) {
        return left.has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** A text of which only some are known. */
    public <T> T word(String field, Function<String, Optional<T>> meaning) {
        String word = text(field);
        return meaning.apply(word)
                .orElseThrow(() ->
                        new UnreadableRecordException(
                                "%s has the %s \"%s\", which this version does not know"
                                        .formatted(what, field, word)));
    }

    public long number(String field) {
        return take(field, JsonNode::isIntegralNumber).longValue();
    }

    /** A whole number that may be absent. */
    public Optional<Long> optionalNumber(String field) {
        return left.has(field) ? Optional.of(number(field)) : Optional.empty();
    }

    public double decimal(String field) {
        return take(field, JsonNode::isNumber).doubleValue();
    }

    public boolean flag(String field) {
        return take(field, JsonNode::isBoolean).booleanValue();
    }

    /** A nested object; whoever reads it closes it. */
    public StoredRecord object(String field) {
        return of(take(field, JsonNode::isObject), what);
    }

    public Elements list(String field) {
        return new Elements(take(field, JsonNode::isArray), field);
    }

    /** Complains about what nobody has taken. */
    public void close() {
        if (!left.isEmpty()) {
            throw new UnreadableRecordException(
                    "%s has fields that this version does not know: %s"
                            .formatted(what, String.join(", ", left.propertyNames())));
        }
    }

    private JsonNode take(String field, Predicate<JsonNode> shape) {
        JsonNode node = left.remove(field);
        if (node == null || !shape.test(node)) {
            throw wrong(field);
        }
        return node;
    }

    private UnreadableRecordException wrong(String field) {
        return new UnreadableRecordException(what + " lacks " + field + ", or has it wrong");
    }

    /** The elements of a list. */
    public final class Elements {

        private final JsonNode array;
        private final String field;

        private Elements(JsonNode array, String field) {
            this.array = array;
            this.field = field;
        }

        public List<String> texts() {
            return elements(JsonNode::isString).map(JsonNode::stringValue).toList();
        }

        public Stream<Long> numbers() {
            return elements(JsonNode::isIntegralNumber).map(JsonNode::longValue);
        }

        public <T> List<T> each(Function<StoredRecord, T> read) {
            List<T> list = new ArrayList<>();
            for (JsonNode element : array) {
                StoredRecord fields = of(element, what);
                list.add(read.apply(fields));
                fields.close();
            }
            return list;
        }

        private Stream<JsonNode> elements(Predicate<JsonNode> shape) {
            Stream<JsonNode> all = IntStream.range(0, array.size()).mapToObj(array::get);
            return all.peek(element -> {
                if (!shape.test(element)) {
                    throw wrong(field);
                }
            });
        }
    }
}
