package dev.ringback.server.functions.kept;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a run waits for or works on, as JSON. */
final class OpenStepJson {

    private OpenStepJson() {}

    static JsonObject write(OpenStep step, SealedText secrets) {
        JsonObject json =
                new JsonObject()
                        .put("attempt", step.attempt())
                        .put("began", step.began().toString())
                        .put("asked", step.asked())
                        .put("lost", step.lost())
                        .put("id", step.op().id().hash())
                        .put("op", StepWords.op(step.op()));
        info(json, step.op().info());
        switch (step.op()) {
            case StepOp.Planned _ -> {}
            case StepOp.Sleep sleep -> json.put("until", sleep.until().toString());
            case StepOp.WaitForEvent wait ->
                    json.put("event", wait.event())
                            .putIfPresent("condition", wait.condition())
                            .put("until", wait.until().toString());
            case StepOp.WaitForSignal wait ->
                    json.put("signal", wait.signal())
                            .put("replaces", wait.replaces())
                            .put("until", wait.until().toString());
            case StepOp.Invoke call ->
                    json.put("function", call.function())
                            .put("data", call.data().toString())
                            .putIfPresent("user", call.user().map(Object::toString))
                            .putIfPresent("version", call.version())
                            .putIfPresent("meta", call.meta().map(Object::toString))
                            .put("until", call.until().toString());
            case StepOp.Fetch fetch ->
                    json.put("url", fetch.url())
                            .put("method", fetch.method())
                            .put("headers", secrets.seal(fetch.headers().toString()))
                            .put("body", fetch.body());
            case StepOp.Infer infer ->
                    json.put("url", infer.url())
                            .put("headers", secrets.seal(infer.headers().toString()))
                            .put("key", secrets.seal(infer.key()))
                            .put("format", infer.format())
                            .put("body", infer.body().toString());
            case StepOp.Ran _, StepOp.Threw _, StepOp.Failed _ ->
                    throw new IllegalArgumentException("a step that has ended is not open");
        }
        return json;
    }

    private static void info(JsonObject json, StepInfo info) {
        json.put("name", info.name())
                .putIfPresent("type", info.type())
                .putIfPresent("input", info.input().map(Object::toString))
                .put("races", info.races());
    }

    static OpenStep read(StoredRecord fields, SealedText secrets) {
        int attempt = (int) fields.number("attempt");
        Instant began = Instant.parse(fields.text("began"));
        StepId id = new StepId(fields.text("id"));
        StepInfo info =
                new StepInfo(
                        fields.text("name"),
                        fields.optional("type"),
                        fields.optional("input").map(RunJson::json),
                        fields.flag("races"),
                        Optional.empty(),
                        Optional.empty());
        return new OpenStep(
                op(fields, id, info, secrets),
                attempt,
                began,
                (int) fields.number("asked"),
                fields.flag("lost"));
    }

    private static StepOp.OfStep op(
            StoredRecord fields, StepId id, StepInfo info, SealedText secrets) {
        return switch (fields.text("op")) {
            case StepWords.RUN -> new StepOp.Planned(id, info);
            case StepWords.SLEEP -> new StepOp.Sleep(id, info, until(fields));
            case StepWords.WAIT ->
                    new StepOp.WaitForEvent(
                            id,
                            info,
                            fields.text("event"),
                            fields.optional("condition"),
                            until(fields));
            case StepWords.SIGNAL ->
                    new StepOp.WaitForSignal(
                            id,
                            info,
                            fields.text("signal"),
                            fields.flag("replaces"),
                            until(fields));
            case StepWords.INVOKE ->
                    new StepOp.Invoke(
                            id,
                            info,
                            fields.text("function"),
                            RunJson.json(fields.text("data")),
                            fields.optional("user").map(RunJson::json),
                            fields.optional("version"),
                            fields.optional("meta").map(RunJson::json),
                            until(fields));
            case StepWords.FETCH ->
                    new StepOp.Fetch(
                            id,
                            info,
                            fields.text("url"),
                            fields.text("method"),
                            RunJson.json(secrets.open(fields.text("headers"))),
                            fields.text("body"));
            case StepWords.INFER ->
                    new StepOp.Infer(
                            id,
                            info,
                            fields.text("url"),
                            RunJson.json(secrets.open(fields.text("headers"))),
                            secrets.open(fields.text("key")),
                            fields.text("format"),
                            RunJson.json(fields.text("body")));
            case String other -> throw new NoSuchElementException("op: " + other);
        };
    }

    private static Instant until(StoredRecord fields) {
        return Instant.parse(fields.text("until"));
    }
}
