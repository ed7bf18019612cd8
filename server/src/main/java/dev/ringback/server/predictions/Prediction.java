package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.Embedded;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonWriter;
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
    static final String STREAM = "stream";

    private static final byte[] CANCELLED = Payload.of("\"status\":\"cancelled\"").bytes();

    private static final byte[] INPUT = Payload.of(",\"input\":").bytes();

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static Prediction pending(Job job) {
        return of(job, PredictionStatus.PENDING, job.createdAt(), Optional.empty(), noResult(job));
    }

    static Prediction started(Job job, Instant now) {
        return of(job, PredictionStatus.STARTED, now, Optional.empty(), noResult(job));
    }

    static Prediction ended(Job job, JobEnd end, JobTimes times) {
        Instant at = times.finishedAt();
        Optional<Duration> took = times.dispatchedAt().map(from -> Duration.between(from, at));
        JsonObject result = noResult(job);
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
                yield of(job, PredictionStatus.CANCELLED, at, took, result);
            }
        };
    }

    /** As clients read it that know no predictions that were cancelled: those have failed. */
    static Payload withoutCancelled(Payload prediction) {
        byte[] bytes = prediction.bytes();
        int input = place(bytes, INPUT);
        int at = place(bytes, CANCELLED);
        return at < 0 || (input >= 0 && at > input)
                ? prediction
                : new JsonWriter(bytes.length)
                        .bytes(bytes, 0, at)
                        .json("\"status\":\"failed\"")
                        .bytes(bytes, at + CANCELLED.length, bytes.length)
                        .payload();
    }

    /** Where it stands first; -1 when it does not. */
    private static int place(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** The members before the input; lists show no more than these. */
    static Payload reduced(Payload prediction) {
        byte[] bytes = prediction.bytes();
        // Within a text its first quote would stand behind a backslash.
        int end = place(bytes, INPUT);
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

    private static JsonObject noResult(Job job) {
        return new JsonObject()
                .putNull("output")
                .putNull("error")
                .putNull("logs")
                .putNull("setup_logs")
                .putNull("metrics")
                .put(STREAM, job.detail().isTrue(STREAM));
    }

    /**
     * What the model said; all it said when it was asked for several choices. What is not said in
     * words, as pictures are, stands beside the words.
     */
    private static JsonTree output(ModelAnswer answer) {
        if (answer.json().has("output")) {
            return answer.json().at("output");
        }
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
