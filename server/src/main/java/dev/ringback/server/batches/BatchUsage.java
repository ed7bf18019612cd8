package dev.ringback.server.batches;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.List;

/**
 * What the requests of a batch took, in tokens, as OpenAI's Batch object tells it.
 *
 * @param input of the questions
 * @param cached of these, those that the model server had at hand
 * @param output of the answers
 * @param reasoning of these, those that were thought only
 */
record BatchUsage(long input, long cached, long output, long reasoning) {

    static final BatchUsage NONE = new BatchUsage(0, 0, 0, 0);

    /** What an answer says, in the words of any operation. */
    static BatchUsage of(JsonTree usage) {
        return new BatchUsage(
                count(usage, "prompt_tokens", "input_tokens"),
                count(details(usage, "prompt", "input"), "cached_tokens", ""),
                count(usage, "completion_tokens", "output_tokens"),
                count(details(usage, "completion", "output"), "reasoning_tokens", ""));
    }

    private static JsonTree details(JsonTree usage, String one, String other) {
        String name = one + "_tokens_details";
        return usage.has(name) ? usage.at(name) : usage.at(other + "_tokens_details");
    }

    private static long count(JsonTree usage, String one, String other) {
        return Math.max(0, usage.whole(one, usage.whole(other, 0)));
    }

    /** Reads what was kept; earlier releases kept nothing. */
    static BatchUsage kept(JsonTree numbers) {
        return numbers.size() < 4
                ? NONE
                : new BatchUsage(
                        numbers.at(0).whole(),
                        numbers.at(1).whole(),
                        numbers.at(2).whole(),
                        numbers.at(3).whole());
    }

    List<Long> numbers() {
        return List.of(input, cached, output, reasoning);
    }

    BatchUsage plus(BatchUsage more) {
        return new BatchUsage(
                input + more.input,
                cached + more.cached,
                output + more.output,
                reasoning + more.reasoning);
    }

    JsonObject json() {
        return new JsonObject()
                .put("input_tokens", input)
                .put("input_tokens_details", new JsonObject().put("cached_tokens", cached))
                .put("output_tokens", output)
                .put("output_tokens_details", new JsonObject().put("reasoning_tokens", reasoning))
                .put("total_tokens", input + output);
    }
}
