package dev.ringback.server.tasks;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the messages of a chat into one prompt: what the user asks, or what was said when more was
 * said than that; the instructions; and the image that the user shows.
 */
final class ChatAsPrompt {

    private static final String TEXT = "text";
    private static final String USER = "user";
    private static final String PARAGRAPH = "\n\n";

    private ChatAsPrompt() {}

    /** {@code prompt}, and {@code system_prompt} and {@code image} where there are any. */
    static JsonObject of(JsonTree messages) {
        List<JsonTree> instructions = select(messages, ChatAsPrompt::instructs);
        List<JsonTree> said = select(messages, message -> !instructs(message));
        return new JsonObject()
                .put("prompt", prompt(said))
                .putIfPresent("system_prompt", instructions(instructions))
                .putIfPresent("image", image(said));
    }

    private static List<JsonTree> select(JsonTree messages, Predicate<JsonTree> which) {
        return messages.elements().filter(which).toList();
    }

    private static boolean instructs(JsonTree message) {
        return switch (role(message)) {
            case "system", "developer" -> true;
            default -> false;
        };
    }

    private static String role(JsonTree message) {
        return message.text("role").orElse("");
    }

    private static Optional<String> instructions(List<JsonTree> messages) {
        return Optional.of(
                        messages.stream()
                                .map(ChatAsPrompt::text)
                                .filter(text -> !text.isBlank())
                                .collect(Collectors.joining(PARAGRAPH)))
                .filter(text -> !text.isEmpty());
    }

    private static String prompt(List<JsonTree> said) {
        return said.size() == 1 && role(said.getFirst()).equals(USER)
                ? text(said.getFirst())
                : said.stream()
                        .filter(message -> !text(message).isBlank())
                        .map(message -> speaker(message) + ": " + text(message))
                        .collect(Collectors.joining(PARAGRAPH));
    }

    /** Such as {@code User} or {@code Assistant}. */
    private static String speaker(JsonTree message) {
        String role = role(message);
        return role.isEmpty()
                ? "Somebody"
                : role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
    }

    /** Its content, or the parts of it that are texts. */
    private static String text(JsonTree message) {
        JsonTree content = message.at("content");
        return content.text()
                .orElseGet(() ->
                        parts(content, TEXT)
                                .flatMap(part -> part.text(TEXT).stream())
                                .collect(Collectors.joining("\n")));
    }

    /** The address of the first image of what the user said last. */
    private static Optional<String> image(List<JsonTree> said) {
        return said.reversed().stream()
                .filter(message -> role(message).equals(USER))
                .findFirst()
                .flatMap(message ->
                        parts(message.at("content"), "image_url")
                                .map(part -> part.at("image_url"))
                                .flatMap(image -> image.text().or(() -> image.text("url")).stream())
                                .findFirst());
    }

    /** None of what is a text, or nothing. */
    private static Stream<JsonTree> parts(JsonTree content, String type) {
        return content.elements().filter(part -> part.text("type").orElse("").equals(type));
    }
}
