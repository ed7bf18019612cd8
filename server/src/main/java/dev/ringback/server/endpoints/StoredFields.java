package dev.ringback.server.endpoints;

import dev.ringback.kernel.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a stored JSON object, taken one by one. What is left at the end was written by a
 * newer version, and ignoring it could mean to send what must not be sent.
 */
final class StoredFields {

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode left;
    private final String what;

    private StoredFields(ObjectNode left, String what) {
        this.left = left;
        this.what = what;
    }

    static StoredFields read(Payload body, String what) {
        return of(JSON.readTree(body.bytes()), what);
    }

    private static StoredFields of(JsonNode node, String what) {
        if (node instanceof ObjectNode object) {
            return new StoredFields(object, what);
        }
        throw new UnreadableEndpointException(what + " has something where an object should be");
    }

    String text(String field) {
        return take(field, JsonNode::isString).stringValue();
    }

    Optional<String> optional(String field) {
        return left.has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    <T> T word(String field, Function<String, Optional<T>> meaning) {
        String word = text(field);
        return meaning.apply(word)
                .orElseThrow(() ->
                        new UnreadableEndpointException(
                                "%s has the %s \"%s\", which this version does not know"
                                        .formatted(what, field, word)));
    }

    long number(String field) {
        return take(field, JsonNode::isIntegralNumber).longValue();
    }

    double decimal(String field) {
        return take(field, JsonNode::isNumber).doubleValue();
    }

    boolean flag(String field) {
        return take(field, JsonNode::isBoolean).booleanValue();
    }

    Elements list(String field) {
        return new Elements(take(field, JsonNode::isArray), field);
    }

    /** Complains about what nobody has taken. */
    void close() {
        if (!left.isEmpty()) {
            throw new UnreadableEndpointException(
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

    private UnreadableEndpointException wrong(String field) {
        return new UnreadableEndpointException(what + " lacks " + field + ", or has it wrong");
    }

    /** The elements of a list. */
    final class Elements {

        private final JsonNode array;
        private final String field;

        private Elements(JsonNode array, String field) {
            this.array = array;
            this.field = field;
        }

        List<String> texts() {
            return elements(JsonNode::isString).map(JsonNode::stringValue).toList();
        }

        Stream<Long> numbers() {
            return elements(JsonNode::isIntegralNumber).map(JsonNode::longValue);
        }

        <T> List<T> each(Function<StoredFields, T> read) {
            List<T> list = new ArrayList<>();
            for (JsonNode element : array) {
                StoredFields fields = of(element, what);
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
