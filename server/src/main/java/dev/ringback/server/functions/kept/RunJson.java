package dev.ringback.server.functions.kept;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.runs.Deferral;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The state of a run as JSON, without the memos, which are kept one by one. */
public final class RunJson {

    private RunJson() {}

    static JsonObject write(RunState state, SealedText secrets) {
        return new JsonObject()
                .put("max_attempts", state.limits().maxAttempts())
                .put("max_steps", state.limits().maxSteps())
                .put("max_state_bytes", state.limits().maxStateBytes())
                .put("version", state.version())
                .put("plans_only", state.plansOnly())
                .put("stack", state.stack().stream().map(StepId::hash))
                .putIfPresent("inputs", inputs(state))
                .put("state_bytes", state.stateBytes())
                .put(
                        "open",
                        state.open().values().stream()
                                .map(open -> OpenStepJson.write(open, secrets)))
                .put("group", state.group().stream().map(StepId::hash))
                .put("jobs", state.jobs().values().stream().map(RunJson::write))
                .put("jobs_made", state.jobsMade())
                .put("goes_on_again", state.goesOnAgain())
                .put("idle", state.idle())
                .put("step_began", state.stepBegan().toString())
                .put("taken", state.taken().stream())
                .putIfPresent("held_until", state.heldUntil().map(Instant::toString))
                .putIfPresent("deferrals", DeferralJson.write(state.deferrals()))
                .putIfPresent("end", state.end().map(RunJson::write));
    }

    static RunState read(
            StoredRecord fields, Map<StepId, CanonicalJson> memos, SealedText secrets) {
        return new RunState(
                new RunLimits(
                        (int) fields.number("max_attempts"),
                        (int) fields.number("max_steps"),
                        fields.number("max_state_bytes")),
                (int) fields.number("version"),
                fields.flag("plans_only"),
                steps(fields.list("stack").texts()),
                memos,
                fields.has("inputs") ? inputs(fields.list("inputs")) : Map.of(),
                fields.number("state_bytes"),
                keyed(
                        fields.list("open").each(open -> OpenStepJson.read(open, secrets)),
                        open -> open.op().id()),
                new LinkedHashSet<>(steps(fields.list("group").texts())),
                keyed(fields.list("jobs").each(RunJson::job), RunJob::id),
                (int) fields.number("jobs_made"),
                fields.flag("goes_on_again"),
                (int) fields.number("idle"),
                Instant.parse(fields.text("step_began")),
                new LinkedHashSet<>(fields.list("taken").texts()),
                fields.optional("held_until").map(Instant::parse),
                fields.has("deferrals") ? deferrals(fields.list("deferrals")) : Map.of(),
                fields.has("end") ? Optional.of(end(fields.object("end"))) : Optional.empty());
    }

    private static Optional<Stream<JsonObject>> inputs(RunState state) {
        return Optional.of(state.inputs())
                .filter(inputs -> !inputs.isEmpty())
                .map(inputs ->
                        inputs.entrySet().stream()
                                .map(each ->
                                        new JsonObject()
                                                .put("step", each.getKey().hash())
                                                .put("input", each.getValue().toString())));
    }

    private static Map<StepId, CanonicalJson> inputs(StoredRecord.Elements inputs) {
        Map<StepId, CanonicalJson> map = new LinkedHashMap<>();
        inputs.each(each -> Map.entry(new StepId(each.text("step")), json(each.text("input"))))
                .forEach(each -> map.put(each.getKey(), each.getValue()));
        return map;
    }

    private static Map<StepId, Deferral> deferrals(StoredRecord.Elements deferrals) {
        return keyed(deferrals.each(DeferralJson::read), Deferral::id);
    }

    private static List<StepId> steps(List<String> hashes) {
        return hashes.stream().map(StepId::new).toList();
    }

    private static <K, V> Map<K, V> keyed(List<V> all, Function<V, K> key) {
        return all.stream()
                .collect(
                        Collectors.toMap(
                                key, each -> each, (first, _) -> first, LinkedHashMap::new));
    }

    private static JsonObject write(RunJob job) {
        return new JsonObject()
                .put("id", job.id())
                .putIfPresent("target", job.target().map(StepId::hash))
                .put("attempt", job.attempt())
                .put("generation", job.generation())
                .put("current", job.current())
                .put("due", job.due().toString());
    }

    private static RunJob job(StoredRecord fields) {
        return new RunJob(
                (int) fields.number("id"),
                fields.optional("target").map(StepId::new),
                (int) fields.number("attempt"),
                (int) fields.number("generation"),
                (int) fields.number("current"),
                Instant.parse(fields.text("due")));
    }

    private static JsonObject write(RunEnd end) {
        return switch (end) {
            case RunEnd.Completed(CanonicalJson result) ->
                    new JsonObject().put("how", "completed").put("result", result.toString());
            case RunEnd.Failed(CanonicalJson result, CanonicalJson error, String reason) ->
                    new JsonObject()
                            .put("how", "failed")
                            .put("result", result.toString())
                            .put("error", error.toString())
                            .put("reason", reason);
            case RunEnd.Cancelled(String reason) ->
                    new JsonObject().put("how", "cancelled").put("reason", reason);
        };
    }

    private static RunEnd end(StoredRecord fields) {
        RunEnd end =
                switch (fields.text("how")) {
                    case "completed" -> new RunEnd.Completed(json(fields.text("result")));
                    case "failed" ->
                            new RunEnd.Failed(
                                    json(fields.text("result")),
                                    json(fields.text("error")),
                                    fields.text("reason"));
                    case "cancelled" -> new RunEnd.Cancelled(fields.text("reason"));
                    case String other -> throw new NoSuchElementException("how: " + other);
                };
        fields.close();
        return end;
    }

    /** A value that was written in its canonical form. */
    public static CanonicalJson json(String text) {
        return CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
