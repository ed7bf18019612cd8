package dev.ringback.server.predictions;

import dev.ringback.kernel.Payload;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.Json;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.openai.ModelAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A prediction as WriftAI's clients see it, when they poll and as the body of a webhook.
 *
 * @param status how far it is
 * @param json its bytes, the input as the client sent it
 * @param inputAt where the input begins in them
 */
record Prediction(PredictionStatus status, Payload json, int inputAt) {

    static final String URL = "url";
    static final String VERSION = "version";

    private static final byte[] INPUT = Payload.of(",\"input\":").bytes();

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static Prediction pending(Job job) {
        return of(job, PredictionStatus.PENDING, job.createdAt(), Optional.empty(), noResult());
    }

    static Prediction started(Job job, Instant now) {
        return of(job, PredictionStatus.STARTED, now, Optional.empty(), noResult());
    }

    static Prediction ended(Job job, JobEnd end, JobTimes times) {
        Instant at = times.finishedAt();
        Optional<Duration> took = times.dispatchedAt().map(from -> Duration.between(from, at));
        ObjectNode result = noResult();
        return switch (end) {
            case JobEnd.Success(ModelAnswer answer) -> {
                result.set("output", output(answer));
                yield of(job, PredictionStatus.SUCCEEDED, at, took, result);
            }
            case JobEnd.Failed(String code, String reason) -> {
                result.set("error", error(code, reason));
                yield of(job, PredictionStatus.FAILED, at, took, result);
            }
            case JobEnd.Cancelled _ -> {
                result.set("error", error("cancelled", "the prediction was cancelled"));
                yield of(job, PredictionStatus.FAILED, at, took, result);
            }
        };
    }

    /** The members before the input; lists show no more than these. */
    static Payload reduced(Payload prediction) {
        byte[] bytes = prediction.bytes();
        // Within a text its first quote would stand behind a backslash.
        int end = 0;
        while (!Arrays.equals(bytes, end, end + INPUT.length, INPUT, 0, INPUT.length)) {
            end++;
        }
        byte[] reduced = Arrays.copyOf(bytes, end + 1);
        reduced[end] = '}';
        return Payload.of(reduced);
    }

    private static Prediction of(
            Job job,
            PredictionStatus status,
            Instant updatedAt,
            Optional<Duration> took,
            ObjectNode result) {
        Embedded text =
                Embedded.of(head(job, status, updatedAt, took), "input", job.request(), result);
        return new Prediction(status, text.json(), text.at());
    }

    private static ObjectNode head(
            Job job, PredictionStatus status, Instant updatedAt, Optional<Duration> took) {
        ObjectNode head = Json.object();
        head.put("id", job.id());
        head.put(URL, job.detail().path(URL).stringValue(""));
        head.put("created_at", MOMENT.format(job.createdAt()));
        head.put("updated_at", MOMENT.format(updatedAt));
        head.put("status", status.word());
        head.putNull("setup_time");
        Json.put(head, "execution_time", took.map(Prediction::text));
        int slash = job.model().indexOf('/');
        head.putObject("model")
                .put("owner", job.model().substring(0, slash))
                .put("name", job.model().substring(slash + 1))
                .put("version_number", job.detail().path(VERSION).intValue(1));
        return head;
    }

    /** As ISO 8601 writes it; WriftAI does not say how it does. */
    private static String text(Duration took) {
        return (took.isNegative() ? Duration.ZERO : took).toString();
    }

    private static ObjectNode noResult() {
        return Json.object()
                .putNull("output")
                .putNull("error")
                .putNull("logs")
                .putNull("setup_logs");
    }

    /** What the model said; all it said when it was asked for several choices. */
    private static JsonNode output(ModelAnswer answer) {
        JsonNode choices = answer.json().path("choices");
        if (choices.size() == 1) {
            return said(choices.get(0));
        }
        ArrayNode all = Json.object().putArray("all");
        choices.forEach(choice -> all.add(said(choice)));
        return all;
    }

    /** The text, or the whole message when there is none, as when a tool is to be called. */
    private static JsonNode said(JsonNode choice) {
        JsonNode message = choice.path("message");
        return message.path("content").isString() ? message.path("content") : message;
    }

    /** What goes wrong is ours only when nobody else's request, model or wish was behind it. */
    private static ObjectNode error(String code, String message) {
        ObjectNode error = Json.object();
        error.put("source", code.equals("internal_error") ? "internal" : "external");
        error.put("message", message);
        error.putObject("detail").put("code", code);
        return error;
    }
}
