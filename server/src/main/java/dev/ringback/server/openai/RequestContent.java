package dev.ringback.server.openai;

import dev.ringback.net.json.JsonCursor;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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
            case COMPLETIONS -> required(request, "prompt").or(() -> prompt(request));
            case EMBEDDINGS -> required(request, "input").or(() -> embedded(request));
            case RESPONSES ->
                    request.has("prompt") && !request.has("input")
                            ? Optional.empty()
                            : required(request, "input").or(() -> input(request));
        };
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

    private static Optional<OpenAiError> prompt(Outline request) {
        return request.member("prompt", JsonType.TEXT).isPresent()
                        || textsOrTokens(request, "prompt")
                ? Optional.empty()
                : OpenAiError.wrong("prompt", "must be a string, or an array of strings or tokens");
    }

    private static Optional<OpenAiError> embedded(Outline request) {
        return request.member("input", JsonType.TEXT)
                                .filter(text -> text.length() > "\"\"".length())
                                .isPresent()
                        || textsOrTokens(request, "input")
                ? Optional.empty()
                : OpenAiError.wrong(
                        "input", "must be text that is not empty, or an array of texts or tokens");
    }

    /** Strings, whole numbers, or arrays of whole numbers, one at least, all of one sort. */
    private static boolean textsOrTokens(Outline request, String field) {
        Set<JsonType> types = EnumSet.noneOf(JsonType.class);
        try (JsonCursor each = elements(request, field)) {
            while (each.next()) {
                types.add(each.type());
                boolean right =
                        switch (each.type()) {
                            case TEXT -> true;
                            case NUMBER -> each.isWhole();
                            case ARRAY -> tokens(each);
                            case BOOL, NULL, OBJECT -> false;
                        };
                if (!right || types.size() > 1) {
                    return false;
                }
            }
        }
        return !types.isEmpty();
    }

    private static boolean tokens(JsonCursor array) {
        array.enter();
        boolean one = false;
        while (array.next()) {
            if (!array.isWhole()) {
                return false;
            }
            one = true;
        }
        return one;
    }

    private static Optional<OpenAiError> input(Outline request) {
        return request.member("input").filter(RequestContent::isInput).isPresent()
                ? Optional.empty()
                : OpenAiError.wrong(
                        "input", "must be a string, or an array with one item at least");
    }

    private static boolean isInput(JsonSlice input) {
        return input.is(JsonType.TEXT) || !input.elements(1).isEmpty();
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
