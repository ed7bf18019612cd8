package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
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
        JsonObject result = noResult();
        return switch (end) {
            case JobEnd.Success(ModelAnswer answer) -> {
                result.put("output", output(answer));
                yield of(job, PredictionStatus.SUCCEEDED, at, took, result);
            }
            case JobEnd.Failed(String code, String reason, var _) -> {
                result.put("error", error(code, reason));
                yield of(job, PredictionStatus.FAILED, at, took, result);
            }
            case JobEnd.Cancelled _ -> {
                result.put("error", error("cancelled", "the prediction was cancelled"));
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
            JsonObject result) {
        Embedded text =
                Embedded.of(head(job, status, updatedAt, took), "input", job.request(), result);
        return new Prediction(status, text.json(), text.at());
    }

    private static JsonObject head(
            Job job, PredictionStatus status, Instant updatedAt, Optional<Duration> took) {
        int slash = job.model().indexOf('/');
        return new JsonObject()
                .put("id", job.id())
                .put(URL, job.detail().text(URL).orElse(""))
                .put("created_at", MOMENT.format(job.createdAt()))
                .put("updated_at", MOMENT.format(updatedAt))
                .put("status", status.word())
                .putNull("setup_time")
                .put("execution_time", took.map(Prediction::text))
                .put(
                        "model",
                        new JsonObject()
                                .put("owner", job.model().substring(0, slash))
                                .put("name", job.model().substring(slash + 1))
                                .put("version_number", job.detail().count(VERSION, 1)));
    }

    /** As ISO 8601 writes it; WriftAI does not say how it does. */
    private static String text(Duration took) {
        return (took.isNegative() ? Duration.ZERO : took).toString();
    }

    private static JsonObject noResult() {
        return new JsonObject()
                .putNull("output")
                .putNull("error")
                .putNull("logs")
                .putNull("setup_logs");
    }

    /** What the model said; all it said when it was asked for several choices. */
    private static JsonTree output(ModelAnswer answer) {
        JsonTree choices = answer.json().at("choices");
        return choices.size() == 1
                ? said(choices.at(0))
                : JsonTree.of(choices.elements().map(Prediction::said));
    }

    /** The text, or the whole message when there is none, as when a tool is to be called. */
    private static JsonTree said(JsonTree choice) {
        JsonTree message = choice.at("message");
        return message.at("content").isText() ? message.at("content") : message;
    }

    /** What goes wrong is ours only when nobody else's request, model or wish was behind it. */
    private static JsonObject error(String code, String message) {
        return new JsonObject()
                .put("source", code.equals("internal_error") ? "internal" : "external")
                .put("message", message)
                .put("detail", new JsonObject().put("code", code));
    }
}
