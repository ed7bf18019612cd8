package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import java.util.Optional;

/**
 * What a model takes that knows nothing of OpenAI's words: an object, such as {@code {"prompt":
 * "..."}}. It is the client's own byte for byte, or made of a completion's request.
 */
sealed interface ModelInput {

    /** It can be asked. */
    record Valid(Payload object) implements ModelInput {}

    /**
     * It cannot.
     *
     * @param problem such as {@code input must be an object or a text}
     */
    record Invalid(String problem) implements ModelInput {}

    /** That of a task. */
    static ModelInput of(NewTask task) {
        return task.input().map(ModelInput::given).orElseGet(() -> asked(task));
    }

    /** Why there is none; empty when there is one. */
    static Optional<String> problem(NewTask task) {
        return of(task) instanceof Invalid(String problem)
                ? Optional.of(problem)
                : Optional.empty();
    }

    /**
     * That of a task that has one.
     *
     * @throws IllegalStateException when there is none
     */
    static Payload accepted(NewTask task) {
        return switch (of(task)) {
            case Valid(Payload object) -> object;
            case Invalid(String problem) -> throw new IllegalStateException(problem);
        };
    }

    /** An input that is an object stays as it is; a text is a prompt. */
    private static ModelInput given(Payload input) {
        return switch (Outline.read(input, Strictness.TREE)) {
            case Outline.Reading.Members _ -> new Valid(input);
            case Outline.Reading.Malformed _ ->
                    JsonTree.read(input)
                            .filter(JsonTree::isText)
                            .<ModelInput>map(text ->
                                    new Valid(new JsonObject().put("prompt", text).payload()))
                            .orElseGet(() -> new Invalid("input must be an object or a text"));
        };
    }

    private static ModelInput asked(NewTask task) {
        return switch (Outline.read(task.request(), Strictness.TREE)) {
            case Outline.Reading.Members(Outline request) ->
                    request.member("input", JsonType.OBJECT)
                            .map(JsonSlice::payload)
                            .<ModelInput>map(Valid::new)
                            .orElseGet(() -> worded(task));
            case Outline.Reading.Malformed _ -> unread();
        };
    }

    private static ModelInput worded(NewTask task) {
        return JsonTree.readObject(task.request())
                .map(request -> CompletionAsInput.of(task.operation(), request))
                .orElseGet(ModelInput::unread);
    }

    private static ModelInput unread() {
        return new Invalid("the request has too many values, or names one twice");
    }
}
