package dev.ringback.server.predictions;

import dev.ringback.kernel.Payload;
import dev.ringback.kernel.RoomOfThread;
import dev.ringback.net.json.Json;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a prediction's input, which may be any JSON, into a chat completion. Three forms can be
 * turned: a text, an object with {@code prompt} and perhaps {@code system_prompt}, and an object
 * with {@code messages}. The other members of an object go to the upstream as they are.
 */
final class ChatInput {

    private static final String INPUT = "input";
    private static final String MODEL = "model";
    private static final String MESSAGES = "messages";
    private static final String PROMPT = "prompt";
    private static final String SYSTEM_PROMPT = "system_prompt";
    private static final String TEXT = "must be a text";

    /** What becomes something else on the way, or must not be there. */
    private static final Set<String> OWN = Set.of(MODEL, MESSAGES, PROMPT, SYSTEM_PROMPT);

    private ChatInput() {}

    /** What turning came to. */
    sealed interface Reading {

        /** It can be asked. */
        record Valid(ModelRequest request) implements Reading {}

        /**
         * It cannot.
         *
         * @param path of what is wrong, such as {@code input.temperature}
         * @param problem such as {@code must be a number}
         */
        record Invalid(String path, String problem) implements Reading {}
    }

    /**
     * Turns an input.
     *
     * @param model as upstreams know it
     * @param input one JSON value
     */
    static Reading read(String model, Payload input) {
        // It becomes a tree, and that another text.
        RoomOfThread.take(3L * input.size() + Json.treeBytes(input));
        Optional<JsonNode> json = Json.read(input);
        if (json.isEmpty()) {
            return invalid("", "has too many values, or names one twice");
        }
        JsonNode node = json.get();
        if (node.isString()) {
            ObjectNode request = Json.object().put(MODEL, model);
            say(request.putArray(MESSAGES), "user", node);
            return checked(request);
        }
        return Json.object(node)
                .map(object -> read(model, object))
                .orElseGet(
                        () -> invalid("", "must be a text, or an object with prompt or messages"));
    }

    private static Reading read(String model, ObjectNode input) {
        if (input.has(MODEL)) {
            return invalid(MODEL, "must not be there: the prediction itself names the model");
        }
        boolean prompted = isThere(input, PROMPT);
        if (isThere(input, MESSAGES)) {
            return prompted || isThere(input, SYSTEM_PROMPT)
                    ? invalid(
                            prompted ? PROMPT : SYSTEM_PROMPT, "must not be there beside messages")
                    : joined(model, input.path(MESSAGES), input);
        }
        if (!prompted) {
            return invalid(PROMPT, "is required, or messages in its place");
        }
        return prompted(model, input);
    }

    private static Reading prompted(String model, ObjectNode input) {
        ArrayNode messages = Json.object().putArray(MESSAGES);
        if (isThere(input, SYSTEM_PROMPT)) {
            if (!input.path(SYSTEM_PROMPT).isString()) {
                return invalid(SYSTEM_PROMPT, TEXT);
            }
            say(messages, "system", input.path(SYSTEM_PROMPT));
        }
        if (!input.path(PROMPT).isString()) {
            return invalid(PROMPT, TEXT);
        }
        say(messages, "user", input.path(PROMPT));
        return joined(model, messages, input);
    }

    private static Reading joined(String model, JsonNode messages, ObjectNode input) {
        ObjectNode request = Json.object().put(MODEL, model);
        request.set(MESSAGES, messages);
        input.properties().stream()
                .filter(member -> !OWN.contains(member.getKey()))
                .forEach(member -> request.set(member.getKey(), member.getValue()));
        return checked(request);
    }

    private static Reading checked(ObjectNode request) {
        return switch (ModelRequestReader.read(Operation.CHAT, Json.write(request))) {
            case Asked.Valid(ModelRequest valid) -> new Reading.Valid(valid);
            case Asked.Invalid(OpenAiError error) -> {
                String field = error.param().orElse("");
                String message = error.message();
                yield invalid(
                        field,
                        message.startsWith(field + " ")
                                ? message.substring(field.length() + 1)
                                : message);
            }
        };
    }

    private static void say(ArrayNode messages, String role, JsonNode text) {
        messages.addObject().put("role", role).set("content", text);
    }

    /** Clients send null for what they leave out. */
    private static boolean isThere(ObjectNode input, String member) {
        return input.has(member) && !input.path(member).isNull();
    }

    private static Reading invalid(String field, String problem) {
        return new Reading.Invalid(field.isEmpty() ? INPUT : INPUT + "." + field, problem);
    }
}
