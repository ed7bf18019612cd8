package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;

/**
 * An object of ours with somebody's value as one of its members, byte for byte.
 *
 * @param json the object
 * @param at where the value begins in it
 */
public record Embedded(Payload json, int at) {

    /**
     * Puts a value between the members before it and those after it.
     *
     * @param before has one member at least
     * @param value one JSON value
     */
    public static Embedded of(JsonObject before, String name, Payload value, JsonObject after) {
        return of(before, ",", name, value, after);
    }

    /** Puts a value before all other members. */
    public static Embedded first(String name, Payload value, JsonObject after) {
        return of(new JsonObject(), "", name, value, after);
    }

    private static Embedded of(
            JsonObject before, String between, String name, Payload value, JsonObject after) {
        byte[] first = before.payload().bytes();
        byte[] last = after.payload().bytes();
        String comma = after.isEmpty() ? "" : ",";
        String member = between + "\"" + name + "\":";
        int at = first.length - 1 + member.length();
        var out = new JsonWriter(at + value.size() + comma.length() + last.length - 1);
        out.bytes(first, 0, first.length - 1).json(member);
        out.bytes(value.bytes()).json(comma).bytes(last, 1, last.length);
        return new Embedded(out.payload(), at);
    }
}
