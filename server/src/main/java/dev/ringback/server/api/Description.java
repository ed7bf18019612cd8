package dev.ringback.server.api;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The description of all that is answered over HTTP, in OpenAPI, put together from a file for each
 * surface. A file has what an OpenAPI document may have, and one member of its own: {@code usual}
 * names by method the statuses that each operation of the file may answer besides those that it
 * describes, and {@code refused_with} the answer that they are, {@code Problem} unless it says so.
 * {@code twins} are paths at which the same is answered as at others: those that begin with {@code
 * of} are described again with {@code at} in its place, and {@code named} behind the names of their
 * operations. The file of the same name in {@code examples} has by the name of an operation what
 * was asked and answered once: {@code request}, or a status, and behind it the type of the content
 * when that is no JSON.
 */
final class Description {

    /** In this order they are put together. */
    private static final List<String> SURFACES =
            List.of(
                    "common",
                    "endpoints",
                    "events",
                    "sources",
                    "deliveries",
                    "jobs",
                    "functions",
                    "access",
                    "receiving",
                    "inference",
                    "inferencenet",
                    "batches",
                    "predictions",
                    "webhook-endpoints",
                    "inngest",
                    "sdk",
                    "webhooks",
                    "about");

    private static final Set<String> METHODS =
            Set.of("get", "post", "put", "patch", "delete", "options");

    /** The surfaces' parts that are no operations of the server have no examples of their own. */
    private static final Set<String> NOTHING_ASKED = Set.of("common", "webhooks");

    private final JsonObject whole = new JsonObject();

    private Description() {}

    /** The whole document. */
    static JsonObject read() {
        var description = new Description();
        for (String surface : SURFACES) {
            JsonObject file = file(surface + ".json");
            if (!NOTHING_ASKED.contains(surface)) {
                illustrate(file, file("examples/" + surface + ".json"));
            }
            description.add(surface, file);
        }
        return description.whole;
    }

    private static JsonObject file(String name) {
        String resource = "openapi/" + name;
        try (InputStream in = Description.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return JsonTree.readObject(Payload.of(in.readAllBytes()))
                    .orElseThrow(() -> new IllegalStateException(resource + " is no JSON"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void illustrate(JsonObject file, JsonObject examples) {
        file.at("paths")
                .elements()
                .flatMap(Description::operations)
                .forEach(operation ->
                        examples.at(operation.at("operationId").plain())
                                .members()
                                .forEach(each -> illustrate(operation, each)));
    }

    private static void illustrate(JsonObject operation, JsonTree.Member example) {
        String[] words = example.name().split(" ", 2);
        JsonTree holder =
                words[0].equals("request")
                        ? operation.at("requestBody")
                        : operation.at("responses").at(words[0]);
        String media = words.length == 2 ? words[1] : "application/json";
        holder.at("content")
                .at(media)
                .object()
                .orElseThrow(() -> new IllegalStateException("no place for " + example))
                .put("example", example.value());
    }

    private void add(String surface, JsonObject file) {
        complete(file);
        file.at("twins").elements().forEach(twin -> repeat(file, twin));
        file.members()
                .forEach(member -> {
                    switch (member.name()) {
                        case "usual", "twins" -> {}
                        case "tags" -> whole.append("tags", member.value());
                        case "paths", "webhooks" ->
                                merge(whole.child(member.name()), member.value(), surface);
                        case "components" ->
                                member.value()
                                        .members()
                                        .forEach(kind ->
                                                merge(
                                                        whole.child("components")
                                                                .child(kind.name()),
                                                        kind.value(),
                                                        surface));
                        default -> whole.put(member.name(), member.value());
                    }
                });
    }

    private static void repeat(JsonObject file, JsonTree twin) {
        String of = twin.at("of").plain();
        for (JsonTree.Member path : file.at("paths").members().toList()) {
            if (path.name().startsWith(of)) {
                String at = twin.at("at").plain() + path.name().substring(of.length());
                file.child("paths").put(at, renamed(path.value(), twin.at("named").plain()));
            }
        }
    }

    private static JsonObject renamed(JsonTree path, String more) {
        JsonObject copy = path.object().orElseThrow().copy();
        operations(copy)
                .forEach(operation ->
                        operation.put("operationId", operation.at("operationId").plain() + more));
        return copy;
    }

    private static Stream<JsonObject> operations(JsonTree path) {
        return path.members()
                .filter(member -> METHODS.contains(member.name()))
                .flatMap(member -> member.value().object().stream());
    }

    private static void merge(JsonObject all, JsonTree more, String surface) {
        more.members()
                .forEach(member -> {
                    if (all.has(member.name())) {
                        throw new IllegalStateException(
                                surface + " describes again " + member.name());
                    }
                    all.put(member.name(), member.value());
                });
    }

    /** Adds what is usual to the answers of each operation. */
    private static void complete(JsonObject file) {
        JsonTree usual = file.at("usual");
        String refusal = "#/components/responses/" + usual.text("refused_with").orElse("Problem");
        file.at("paths")
                .elements()
                .flatMap(JsonTree::members)
                .filter(member -> METHODS.contains(member.name()))
                .forEach(operation ->
                        complete(
                                operation.value().object().orElseThrow(),
                                usual.at(operation.name()),
                                refusal));
    }

    private static void complete(JsonObject operation, JsonTree statuses, String refusal) {
        JsonTree described = operation.at("responses");
        Set<String> all = new TreeSet<>();
        described.members().forEach(answer -> all.add(answer.name()));
        statuses.elements().forEach(status -> all.add(status.plain()));
        var responses = new JsonObject();
        for (String status : all) {
            responses.put(
                    status,
                    described.has(status)
                            ? described.at(status)
                            : new JsonObject().put("$ref", refusal));
        }
        operation.put("responses", responses);
    }
}
