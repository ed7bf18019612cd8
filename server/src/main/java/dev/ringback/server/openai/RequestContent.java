package dev.ringback.server.openai;

import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks the shape of what a request asks about, its messages or input; looked at value by value,
 * for it may be long.
 */
final class RequestContent {

    private static final Set<JsonType> CONTENT =
            EnumSet.of(JsonType.TEXT, JsonType.ARRAY, JsonType.NULL);

    private RequestContent() {}

    /** The problem with what is asked about; empty when there is none. */
    static Optional<OpenAiError> problem(Operation operation, Outline request) {
        return switch (operation) {
            case CHAT -> required(request, "messages").or(() -> messages(request));
            case COMPLETIONS -> any(request, "prompt", "prompt_embeds");
            case EMBEDDINGS -> any(request, "input", "messages");
            case RESPONSES ->
                    any(request, "input", "prompt", "previous_response_id", "conversation")
                            .or(() -> input(request));
        };
    }

    /** One of these must be there; what it may be is for the model server to say. */
    private static Optional<OpenAiError> any(Outline request, String field, String... others) {
        return request.given(field).isPresent()
                        || Stream.of(others).anyMatch(each -> request.given(each).isPresent())
                ? Optional.empty()
                : Optional.of(OpenAiError.missing(field));
    }

    private static Optional<OpenAiError> required(Outline request, String field) {
        return request.has(field) ? Optional.empty() : Optional.of(OpenAiError.missing(field));
    }

    private static Optional<OpenAiError> messages(Outline request) {
        int count = 0;
        try (JsonCursor each = elements(request, "messages")) {
            while (each.next()) {
                Optional<OpenAiError> problem = message("messages[%d]".formatted(count), each);
                if (problem.isPresent()) {
                    return problem;
                }
                count++;
            }
        }
        return count > 0
                ? Optional.empty()
                : OpenAiError.wrong("messages", "must be an array with one message at least");
    }

    private static Optional<OpenAiError> message(String path, JsonCursor at) {
        if (at.type() != JsonType.OBJECT) {
            return OpenAiError.wrong(path, "must be an object");
        }
        boolean role = false;
        boolean content = true;
        at.enter();
        while (at.next()) {
            switch (at.name()) {
                case "role" -> role = at.type() == JsonType.TEXT && !at.text().isBlank();
                case "content" -> content = CONTENT.contains(at.type());
                default -> {}
            }
        }
        if (!role) {
            return OpenAiError.wrong(path + ".role", "must be a string that is not blank");
        }
        return content
                ? Optional.empty()
                : OpenAiError.wrong(path + ".content", "must be a string or an array of parts");
    }

    /** It may have to be put behind what was said before. */
    private static Optional<OpenAiError> input(Outline request) {
        return request.given("input")
                        .filter(input -> !input.is(JsonType.TEXT) && !input.is(JsonType.ARRAY))
                        .isPresent()
                ? OpenAiError.wrong("input", "must be a string or an array of items")
                : Optional.empty();
    }

    /** Before the first element of a member; before nothing when it is no array. */
    private static JsonCursor elements(Outline request, String field) {
        JsonCursor cursor = request.member(field).orElseThrow().cursor();
        if (cursor.next() && cursor.type() == JsonType.ARRAY) {
            cursor.enter();
        }
        return cursor;
    }
}
