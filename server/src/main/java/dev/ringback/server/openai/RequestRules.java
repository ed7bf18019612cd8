package dev.ringback.server.openai;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rules for the fields of a request, by operation: those that inference.net and OpenAI
 * describe. Where the two differ, as wide as the wider of them. Fields that are not here pass
 * through, for the upstream may know them.
 */
final class RequestRules {

    private static final Map<String, FieldRule> EVERYWHERE =
            Map.of(
                    "user", FieldRule.string(),
                    "metadata", FieldRule.object(),
                    "extra_body", FieldRule.object());

    private static final Map<String, FieldRule> SAMPLING =
            Map.ofEntries(
                    entry("temperature", FieldRule.number(0, 2)),
                    entry("top_p", FieldRule.number(0, 1)),
                    entry("frequency_penalty", FieldRule.number(-2, 2)),
                    entry("presence_penalty", FieldRule.number(-2, 2)),
                    entry("top_logprobs", FieldRule.integer(0, 20)),
                    entry("top_k", FieldRule.positiveOrMinusOne()),
                    entry("min_p", FieldRule.number()),
                    entry("stream", FieldRule.bool()),
                    entry("stream_options", FieldRule.object()));

    private static final Map<String, FieldRule> COMPLETING =
            Map.ofEntries(
                    entry("n", FieldRule.integer(1, 128)),
                    entry("max_tokens", FieldRule.positive()),
                    entry("logit_bias", FieldRule.object()),
                    entry("stop", FieldRule.stringOrStrings()),
                    entry("seed", FieldRule.integer()));

    private static final Map<String, FieldRule> CHAT =
            Map.ofEntries(
                    entry("max_completion_tokens", FieldRule.positive()),
                    entry("logprobs", FieldRule.bool()),
                    entry("response_format", FieldRule.object()),
                    entry("tools", FieldRule.array()),
                    entry("tool_choice", FieldRule.stringOrObject()),
                    entry("functions", FieldRule.array()),
                    entry("function_call", FieldRule.stringOrObject()),
                    entry(
                            "reasoning_effort",
                            FieldRule.oneOf(
                                    Set.of(
                                            "none", "minimal", "low", "medium", "high", "xhigh",
                                            "max"))),
                    entry("verbosity", FieldRule.string()),
                    entry("chat_template_kwargs", FieldRule.object()));

    private static final Map<String, FieldRule> TEXT =
            Map.of(
                    "logprobs", FieldRule.integer(0, 20),
                    "best_of", FieldRule.integer(1, 128),
                    "echo", FieldRule.bool(),
                    "suffix", FieldRule.string());

    private static final Map<String, FieldRule> RESPONSE =
            Map.ofEntries(
                    entry("instructions", FieldRule.string()),
                    entry("max_output_tokens", FieldRule.positive()),
                    entry("background", FieldRule.bool()),
                    entry("store", FieldRule.bool()),
                    entry("previous_response_id", FieldRule.string()),
                    entry("reasoning", FieldRule.object()),
                    entry("text", FieldRule.object()),
                    entry("tools", FieldRule.array()),
                    entry("tool_choice", FieldRule.stringOrObject()),
                    entry("parallel_tool_calls", FieldRule.bool()));

    private static final Map<String, FieldRule> EMBEDDING =
            Map.of(
                    "encoding_format", FieldRule.oneOf(Set.of("float", "base64")),
                    "dimensions", FieldRule.positive());

    private static final Map<String, FieldRule> OF_CHAT = joined(SAMPLING, COMPLETING, CHAT);
    private static final Map<String, FieldRule> OF_TEXT = joined(SAMPLING, COMPLETING, TEXT);
    private static final Map<String, FieldRule> OF_RESPONSES = joined(SAMPLING, RESPONSE);
    private static final Map<String, FieldRule> OF_EMBEDDINGS = joined(EMBEDDING);

    private RequestRules() {}

    /** The rules by field, in alphabetical order. */
    static Map<String, FieldRule> of(Operation operation) {
        return switch (operation) {
            case CHAT -> OF_CHAT;
            case COMPLETIONS -> OF_TEXT;
            case RESPONSES -> OF_RESPONSES;
            case EMBEDDINGS -> OF_EMBEDDINGS;
        };
    }

    @SafeVarargs
    private static Map<String, FieldRule> joined(Map<String, FieldRule>... parts) {
        Map<String, FieldRule> joined = new HashMap<>(EVERYWHERE);
        for (Map<String, FieldRule> part : parts) {
            joined.putAll(part);
        }
        return new TreeMap<>(joined);
    }
}
