package dev.ringback.server.tasks;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Moments;
import dev.ringback.server.openai.ModelAnswer;
import java.time.Instant;
import java.util.Optional;

/** A prediction as Replicate shows it to those who ask, and in callbacks. */
final class ReplicatePrediction {

    private static final String OUTPUT = "output";
    private static final String ERROR = "error";

    private ReplicatePrediction() {}

    /** How far it is; empty when it does not say, and is none. */
    static Optional<TaskState> state(RemoteTask task, JsonObject prediction) {
        return prediction.text("status").map(status -> state(task, prediction, status));
    }

    private static TaskState state(RemoteTask task, JsonObject prediction, String status) {
        return switch (status) {
            case "succeeded" -> succeeded(task, prediction);
            case "failed" -> new TaskState.Failed("the prediction failed" + why(prediction));
            case "canceled", "cancelled", "aborted" ->
                    new TaskState.Failed("the prediction was canceled at the upstream");
            default -> new TaskState.Underway();
        };
    }

    private static TaskState succeeded(RemoteTask task, JsonObject prediction) {
        JsonTree output = prediction.at(OUTPUT);
        return output.isAbsent() && prediction.isTrue("data_removed")
                ? new TaskState.Failed("the prediction succeeded, and its output was removed")
                : new ModelOutput(
                                at(prediction),
                                ModelOutput.text(output),
                                output,
                                usage(prediction.at("metrics")))
                        .answers(task);
    }

    private static Instant at(JsonObject prediction) {
        return prediction
                .text("completed_at")
                .or(() -> prediction.text("created_at"))
                .flatMap(Moments::parse)
                .orElse(Instant.EPOCH);
    }

    /** Only language models count tokens. */
    private static Optional<JsonObject> usage(JsonTree metrics) {
        long input = Math.max(0, metrics.whole("input_token_count", 0));
        long output = Math.max(0, metrics.whole("output_token_count", 0));
        return input + output > 0
                ? Optional.of(
                        new JsonObject()
                                .put("prompt_tokens", input)
                                .put("completion_tokens", output)
                                .put("total_tokens", input + output))
                : Optional.empty();
    }

    private static String why(JsonObject prediction) {
        return ModelAnswer.errorMessage(new JsonObject().put(ERROR, prediction.at(ERROR)))
                .map(message -> ": " + message)
                .orElse("");
    }
}
