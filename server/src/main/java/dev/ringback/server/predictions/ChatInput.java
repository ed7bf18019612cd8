package dev.ringback.server.predictions;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a prediction's input, which may be any JSON, into a chat completion. Three forms can be
 * turned: a text, an object with {@code prompt} and perhaps {@code system_prompt}, and an object
 * with {@code messages}. The other members of an object go to the upstream as they are.
 */
final class ChatInput {

    private static final String INPUT = "input";
    private static final String MODEL = "model";
    private static final String STREAM = "stream";
    private static final JsonTree FALSE = JsonTree.of(false);
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
     * @param streamed whether the answer is wanted piece by piece
     */
    static Reading read(String model, Payload input, boolean streamed) {
        // It becomes a tree, and that another text.
        RoomOfThread.take(3L * input.size() + JsonTree.treeBytes(input));
        Optional<JsonTree> json = JsonTree.read(input);
        if (json.isEmpty()) {
            return invalid("", "has too many values, or names one twice");
        }
        JsonTree node = json.get();
        if (node.isText()) {
            return checked(streamed(request(model, List.of(said("user", node))), streamed));
        }
        return node.object()
                .map(object -> read(model, object, streamed))
                .orElseGet(
                        () -> invalid("", "must be a text, or an object with prompt or messages"));
    }

    private static Reading read(String model, JsonObject input, boolean streamed) {
        if (input.has(MODEL)) {
            return invalid(MODEL, "must not be there: the prediction itself names the model");
        }
        boolean prompted = isThere(input, PROMPT);
        if (isThere(input, MESSAGES)) {
            return prompted || isThere(input, SYSTEM_PROMPT)
                    ? invalid(
                            prompted ? PROMPT : SYSTEM_PROMPT, "must not be there beside messages")
                    : joined(model, input.at(MESSAGES), input, streamed);
        }
        if (!prompted) {
            return invalid(PROMPT, "is required, or messages in its place");
        }
        return prompted(model, input, streamed);
    }

    private static Reading prompted(String model, JsonObject input, boolean streamed) {
        boolean instructed = isThere(input, SYSTEM_PROMPT);
        if (instructed && !input.at(SYSTEM_PROMPT).isText()) {
            return invalid(SYSTEM_PROMPT, TEXT);
        }
        if (!input.at(PROMPT).isText()) {
            return invalid(PROMPT, TEXT);
        }
        JsonObject prompt = said("user", input.at(PROMPT));
        return joined(
                model,
                instructed
                        ? List.of(said("system", input.at(SYSTEM_PROMPT)), prompt)
                        : List.of(prompt),
                input,
                streamed);
    }

    private static Reading joined(
            String model, Object messages, JsonObject input, boolean streamed) {
        JsonObject request = request(model, messages);
        input.members()
                .filter(member -> !OWN.contains(member.name()))
                .forEach(member -> request.put(member.name(), member.value()));
        return checked(streamed(request, streamed));
    }

    /**
     * Whether there is a stream is not the input's to say. Of several choices there is none: their
     * pieces would come mixed up.
     */
    private static JsonObject streamed(JsonObject request, boolean streamed) {
        boolean told = streamed && request.count("n", 1) == 1;
        // What is neither true nor false is told of as any other slip.
        if (request.isTrue(STREAM) || request.at(STREAM).equals(FALSE)) {
            request.remove(STREAM);
        }
        if (!told) {
            request.remove("stream_options");
        } else if (!isThere(request, STREAM)) {
            request.put(STREAM, true);
        }
        return request;
    }

    private static Reading checked(JsonObject request) {
        return switch (ModelRequestReader.read(Operation.CHAT, request.payload())) {
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

    private static JsonObject request(String model, Object messages) {
        return new JsonObject().put(MODEL, model).put(MESSAGES, messages);
    }

    private static JsonObject said(String role, JsonTree text) {
        return new JsonObject().put("role", role).put("content", text);
    }

    /** Clients send null for what they leave out. */
    private static boolean isThere(JsonObject input, String member) {
        return !input.at(member).isAbsent();
    }

    private static Reading invalid(String field, String problem) {
        return new Reading.Invalid(field.isEmpty() ? INPUT : INPUT + "." + field, problem);
    }
}
