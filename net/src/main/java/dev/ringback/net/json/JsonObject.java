package dev.ringback.net.json;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object that is being made; its members keep the order in which they came. */
public final class JsonObject extends JsonTree {

    private static final JsonNodeFactory NODES = MAPPER.getNodeFactory();

    private final ObjectNode members;

    JsonObject(ObjectNode members) {
        super(members);
        this.members = members;
    }

    /** An empty one. */
    public JsonObject() {
        this(NODES.objectNode());
    }

    /**
     * Sets a member.
     *
     * @param value a tree, a text, a number, a truth value, a moment; several of them; or one that
     *     may be absent, for which null stands
     */
    public JsonObject put(String name, Object value) {
        members.set(name, node(value));
        return this;
    }

    /** Sets a member when there is a value for it. */
    public JsonObject putIfPresent(String name, Optional<?> value) {
        value.ifPresent(each -> put(name, each));
        return this;
    }

    public JsonObject putNull(String name) {
        members.putNull(name);
        return this;
    }

    /** Sets all members of another. */
    public JsonObject putAll(JsonObject others) {
        members.setAll(others.members);
        return this;
    }

    /** Adds elements to the array that a member is; there is one afterwards. */
    public JsonObject append(String name, JsonTree elements) {
        members.withArrayProperty(name).addAll(elements.node.values());
        return this;
    }

    /** The object that a member is; there is one afterwards. */
    public JsonObject child(String name) {
        return new JsonObject(members.withObjectProperty(name));
    }

    public JsonObject remove(String name) {
        members.remove(name);
        return this;
    }

    /** One that changes by itself. */
    public JsonObject copy() {
        return new JsonObject(members.deepCopy());
    }

    static JsonNode node(Object value) {
        return switch (value) {
            case JsonTree tree -> tree.node;
            case String text -> NODES.stringNode(text);
            case Integer number -> NODES.numberNode((int) number);
            case Long number -> NODES.numberNode((long) number);
            case Float number -> NODES.numberNode((float) number);
            case Double number -> NODES.numberNode((double) number);
            case Boolean truth -> NODES.booleanNode(truth);
            case Instant moment -> NODES.stringNode(Moments.text(moment));
            case Optional<?> perhaps ->
                    perhaps.<JsonNode>map(JsonObject::node).orElseGet(NODES::nullNode);
            case Collection<?> several -> array(several.stream());
            case Stream<?> several -> array(several);
            default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
        };
    }

    private static ArrayNode array(Stream<?> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(each -> array.add(node(each)));
        return array;
    }
}
