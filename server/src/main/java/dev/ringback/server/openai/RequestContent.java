package dev.ringback.server.openai;

import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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

    private static final int ENOUGH = 20;

    private RequestContent() {}

    /** The problems with what is asked about. */
    static Stream<OpenAiError> problems(Operation operation, Outline request) {
        return switch (operation) {
            case CHAT ->
                    request.has("messages")
                            ? messages(request).stream()
                            : Stream.of(OpenAiError.missing("messages"));
            case COMPLETIONS -> any(request, "prompt", "prompt_embeds").stream();
            case EMBEDDINGS -> any(request, "input", "messages").stream();
            case RESPONSES ->
                    any(request, "input", "prompt", "previous_response_id", "conversation")
                            .or(() -> input(request))
                            .stream();
        };
    }

    /** One of these must be there; what it may be is for the model server to say. */
    private static Optional<OpenAiError> any(Outline request, String field, String... others) {
        return request.given(field).isPresent()
                        || Stream.of(others).anyMatch(each -> request.given(each).isPresent())
                ? Optional.empty()
                : Optional.of(OpenAiError.missing(field));
    }

    /** Of many that are wrong some are enough: more are not told. */
    private static List<OpenAiError> messages(Outline request) {
        List<OpenAiError> problems = new ArrayList<>();
        int count = 0;
        try (JsonCursor each = elements(request, "messages")) {
            while (problems.size() < ENOUGH && each.next()) {
                message("messages[%d]".formatted(count), each).forEach(problems::add);
                count++;
            }
        }
        return count > 0
                ? problems
                : List.of(
                        OpenAiError.field(
                                "messages", "messages must be an array with one message at least"));
    }

    private static Stream<OpenAiError> message(String path, JsonCursor at) {
        if (at.type() != JsonType.OBJECT) {
            return OpenAiError.wrong(path, "must be an object").stream();
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
        return Stream.concat(
                unless(role, path + ".role", "must be a string that is not blank"),
                unless(content, path + ".content", "must be a string or an array of parts"));
    }

    private static Stream<OpenAiError> unless(boolean right, String path, String problem) {
        return right ? Stream.of() : OpenAiError.wrong(path, problem).stream();
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
