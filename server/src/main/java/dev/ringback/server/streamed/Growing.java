package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value that arrives in pieces, which are joined by what they are: texts and lists grow, objects
 * grow member by member, and anything else is what was said last. What is absent, null or an empty
 * text says nothing, so that it takes back nothing.
 */
final class Growing {

    /** About what a value takes beside its texts. */
    private static final long VALUE = 16;

    /** Texts that name something, and are said whole each time they are said. */
    private static final Set<String> NAMES =
            Set.of(
                    "role",
                    "type",
                    "id",
                    "name",
                    "index",
                    "object",
                    "model",
                    "format",
                    "status",
                    "signature",
                    "provider",
                    "mime_type",
                    "media_type",
                    "url",
                    "detail");

    /** Texts by which a part of a list goes on, as against one that is said whole. */
    private static final Set<String> PARTS_OF_TEXT =
            Set.of("text", "thinking", "summary", "reasoning", "content", "refusal", "transcript");

    private static final String INDEX = "index";
    private static final String TYPE = "type";
    private static final String ID = "id";

    private sealed interface Form {

        record Value(JsonTree value) implements Form {}

        record Text(StringBuilder text) implements Form {}

        record Items(List<Growing> items) implements Form {}

        record Members(Map<String, Growing> members) implements Form {}
    }

    private Form form = new Form.Value(new JsonObject().at(""));
    private long replaceable;

    /**
     * Takes a piece.
     *
     * @param name of the member that it is; empty for an element of a list
     * @return how many bytes more are kept
     */
    long join(String name, JsonTree piece) {
        if (piece.isAbsent()) {
            return 0;
        }
        if (piece.text().filter(String::isEmpty).isPresent()) {
            return isBegun() ? 0 : begin(name, piece);
        }
        return switch (form) {
            case Form.Value _ -> begin(name, piece);
            case Form.Text(StringBuilder text) when piece.isText() && !NAMES.contains(name) ->
                    append(text, piece.plain());
            case Form.Text(StringBuilder text) when piece.isArray() -> {
                String said = text.toString();
                form = new Form.Items(new ArrayList<>());
                yield (said.isEmpty() ? 0 : join(name, part(said))) + join(name, piece);
            }
            case Form.Items(List<Growing> items) when piece.isArray() ->
                    piece.elements().mapToLong(each -> add(items, each)).sum();
            case Form.Items(List<Growing> items) when piece.isObject() -> add(items, piece);
            case Form.Items _ when piece.isText() -> join(name, part(piece.plain()));
            case Form.Members(Map<String, Growing> members) when piece.isObject() ->
                    add(members, piece);
            case Form.Text _, Form.Items _, Form.Members _ -> begin(name, piece);
        };
    }

    /** Whether anything was said. */
    boolean isBegun() {
        return !(form instanceof Form.Value(JsonTree value)) || !value.isAbsent();
    }

    /** What it comes to. */
    JsonTree whole() {
        return switch (form) {
            case Form.Value(JsonTree value) -> value;
            case Form.Text(StringBuilder text) -> JsonTree.of(text.toString());
            case Form.Items(List<Growing> items) ->
                    JsonTree.of(items.stream().map(Growing::whole).toList());
            case Form.Members(Map<String, Growing> members) -> {
                var object = new JsonObject();
                members.forEach((name, value) -> object.put(name, value.whole()));
                yield object;
            }
        };
    }

    /** The bytes of a text as it is written. */
    static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private long begin(String name, JsonTree piece) {
        long before = replaceable;
        replaceable = 0;
        if (piece.isArray()) {
            List<Growing> items = new ArrayList<>();
            form = new Form.Items(items);
            return VALUE + piece.elements().mapToLong(each -> add(items, each)).sum() - before;
        }
        if (piece.isObject()) {
            Map<String, Growing> members = new LinkedHashMap<>();
            form = new Form.Members(members);
            return VALUE + add(members, piece) - before;
        }
        replaceable = VALUE + bytes(piece.plain());
        form =
                piece.isText() && !NAMES.contains(name)
                        ? new Form.Text(new StringBuilder(piece.plain()))
                        : new Form.Value(piece);
        return replaceable - before;
    }

    private long append(StringBuilder text, String more) {
        text.append(more);
        replaceable += bytes(more);
        return bytes(more);
    }

    private static long add(Map<String, Growing> members, JsonTree object) {
        return object.members()
                .mapToLong(each -> {
                    Growing member = members.get(each.name());
                    if (member != null) {
                        return member.join(each.name(), each.value());
                    }
                    var begun = new Growing();
                    members.put(each.name(), begun);
                    return bytes(each.name()) + begun.join(each.name(), each.value());
                })
                .sum();
    }

    private static long add(List<Growing> items, JsonTree piece) {
        Optional<Growing> same =
                items.reversed().stream()
                        .limit(piece.has(INDEX) ? items.size() : 1)
                        .filter(item -> item.goesOnWith(piece))
                        .findFirst();
        if (same.isPresent()) {
            return same.get().join("", piece);
        }
        var begun = new Growing();
        items.add(begun);
        return begun.begin("", piece);
    }

    /** Whether a part of a list is more of this one: of the same place and type, and not whole. */
    private boolean goesOnWith(JsonTree part) {
        return form instanceof Form.Members(Map<String, Growing> members)
                && part.isObject()
                && is(members, part, TYPE)
                && is(members, part, INDEX)
                && (part.at(ID).isAbsent() || is(members, part, ID))
                && part.members().anyMatch(each -> goesOn(members, each.name(), each.value()));
    }

    private static boolean is(Map<String, Growing> members, JsonTree part, String name) {
        Growing known = members.get(name);
        return (known == null || !known.isBegun())
                ? part.at(name).isAbsent()
                : known.whole().equals(part.at(name));
    }

    /** Whether a member of a part is one that grows, in both. */
    private static boolean goesOn(Map<String, Growing> members, String name, JsonTree value) {
        return PARTS_OF_TEXT.contains(name)
                && (value.isText() || value.isArray())
                && members.containsKey(name);
    }

    private static JsonObject part(String text) {
        return new JsonObject().put(TYPE, "text").put("text", text);
    }
}
