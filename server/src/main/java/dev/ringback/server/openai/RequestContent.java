package dev.ringback.server.openai;

import dev.ringback.server.json.Outline;
import dev.ringback.server.json.Outline.Member;
import dev.ringback.server.json.Sorts;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a request asks about must have its shape; read token by token, for it may be long. */
final class RequestContent {

    private static final Set<JsonToken> STRINGS = EnumSet.of(JsonToken.VALUE_STRING);
    private static final Set<JsonToken> TOKENS = EnumSet.of(JsonToken.VALUE_NUMBER_INT);
    private static final Set<JsonToken> CONTENT =
            EnumSet.of(JsonToken.VALUE_STRING, JsonToken.START_ARRAY, JsonToken.VALUE_NULL);

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

    private static Member member(Outline request, String field) {
        return request.member(field).orElseThrow();
    }

    private static Optional<OpenAiError> messages(Outline request) {
        Member messages = member(request, "messages");
        int count = 0;
        if (messages.isArray()) {
            try (JsonParser parser = request.parser(messages)) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Optional<OpenAiError> problem =
                            message("messages[%d]".formatted(count), parser);
                    if (problem.isPresent()) {
                        return problem;
                    }
                    count++;
                }
            }
        }
        return count > 0
                ? Optional.empty()
                : RequestReader.wrong("messages", "must be an array with one message at least");
    }

    private static Optional<OpenAiError> message(String path, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return RequestReader.wrong(path, "must be an object");
        }
        boolean role = false;
        boolean content = true;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "role" -> role = value == JsonToken.VALUE_STRING && !isBlank(parser);
                case "content" -> content = CONTENT.contains(value);
                default -> {}
            }
            parser.skipChildren();
        }
        if (!role) {
            return RequestReader.wrong(path + ".role", "must be a string that is not blank");
        }
        return content
                ? Optional.empty()
                : RequestReader.wrong(path + ".content", "must be a string or an array of parts");
    }

    private static boolean isBlank(JsonParser parser) {
        return parser.getString().isBlank();
    }

    private static Optional<OpenAiError> prompt(Outline request) {
        Member prompt = member(request, "prompt");
        return prompt.isString() || textsOrTokens(request, prompt)
                ? Optional.empty()
                : RequestReader.wrong(
                        "prompt", "must be a string, or an array of strings or tokens");
    }

    private static Optional<OpenAiError> embedded(Outline request) {
        Member input = member(request, "input");
        boolean text = input.isString() && input.length() > "\"\"".length();
        return text || textsOrTokens(request, input)
                ? Optional.empty()
                : RequestReader.wrong(
                        "input", "must be text that is not empty, or an array of texts or tokens");
    }

    /** Strings, numbers, or arrays of numbers, one at least, all of one sort. */
    private static boolean textsOrTokens(Outline request, Member array) {
        if (!array.isArray()) {
            return false;
        }
        try (JsonParser parser = request.parser(array)) {
            parser.nextToken();
            Set<JsonToken> sorts = EnumSet.noneOf(JsonToken.class);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                sorts.add(parser.currentToken());
                boolean list = parser.currentToken() == JsonToken.START_ARRAY;
                if (list && !Sorts.scanned(parser).equals(TOKENS)) {
                    return false;
                }
                parser.skipChildren();
            }
            return sorts.equals(STRINGS)
                    || sorts.equals(TOKENS)
                    || sorts.equals(EnumSet.of(JsonToken.START_ARRAY));
        }
    }

    private static Optional<OpenAiError> input(Outline request) {
        Member input = member(request, "input");
        boolean items = input.isArray() && !request.sketch(input).isEmpty();
        return input.isString() || items
                ? Optional.empty()
                : RequestReader.wrong(
                        "input", "must be a string, or an array with one item at least");
    }
}
