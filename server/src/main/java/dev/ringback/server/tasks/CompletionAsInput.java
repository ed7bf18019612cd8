package dev.ringback.server.tasks;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the request for a completion into a model's input, by the names that most language models
 * give to what they take: {@code prompt}, {@code system_prompt}, {@code image}, {@code max_tokens},
 * {@code temperature} and so on. What OpenAI does not know is meant for the model, and stays.
 */
final class CompletionAsInput {

    private static final String PROMPT = "prompt";
    private static final String MAX_TOKENS = "max_tokens";

    /** What became something else, or what nobody but OpenAI understands. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "audio",
                    "background",
                    "best_of",
                    "echo",
                    "function_call",
                    "functions",
                    "logit_bias",
                    "logprobs",
                    "max_completion_tokens",
                    "messages",
                    "metadata",
                    "modalities",
                    "model",
                    "n",
                    "parallel_tool_calls",
                    "prediction",
                    PROMPT,
                    "prompt_cache_key",
                    "response_format",
                    "safety_identifier",
                    "service_tier",
                    "stop",
                    "store",
                    "stream",
                    "stream_options",
                    "suffix",
                    "tool_choice",
                    "tools",
                    "top_logprobs",
                    "user",
                    "web_search_options",
                    "webhook_id");

    private CompletionAsInput() {}

    /** The input that a request becomes. */
    static ModelInput of(Operation operation, JsonObject request) {
        if (operation == Operation.CHAT) {
            return new ModelInput.Valid(
                    with(request, ChatAsPrompt.of(request.at("messages"))).payload());
        }
        return text(request.at(PROMPT))
                .<ModelInput>map(prompt ->
                        new ModelInput.Valid(
                                with(request, new JsonObject().put(PROMPT, prompt)).payload()))
                .orElseGet(() -> new ModelInput.Invalid("prompt must be one text"));
    }

    /** The only text that a prompt holds; empty for tokens, and for several. */
    private static Optional<String> text(JsonTree prompt) {
        return prompt.isArray() && prompt.size() == 1 ? prompt.at(0).text() : prompt.text();
    }

    /** Clients send null for what they leave out. */
    private static JsonObject with(JsonObject request, JsonObject input) {
        request.at("max_completion_tokens").given().ifPresent(most -> input.put(MAX_TOKENS, most));
        stops(request.at("stop")).ifPresent(stops -> input.put("stop_sequences", stops));
        request.members()
                .filter(each -> !LEFT_OUT.contains(each.name()) && !each.value().isAbsent())
                .forEach(each -> input.put(each.name(), each.value()));
        return input;
    }

    /** Models take one text of them, with commas. */
    private static Optional<String> stops(JsonTree stop) {
        return stop.isArray()
                ? Optional.of(
                                stop.elements()
                                        .flatMap(each -> each.text().stream())
                                        .collect(Collectors.joining(",")))
                        .filter(stops -> !stops.isEmpty())
                : stop.text();
    }
}
