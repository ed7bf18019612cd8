package dev.ringback.server.functions;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.functions.runs.RunDecider;
import dev.ringback.server.functions.runs.RunDecision;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.SdkAnswers;
import dev.ringback.server.functions.sdk.SdkCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A run that a test leads through what happens to it. */
final class OneRun {

    private static final RunDecider DECIDER =
            new RunDecider(attempt ->
                    RetryTable.DOCUMENTED.get(Math.min(attempt, RetryTable.DOCUMENTED.size() - 1)));
    static final RunFacts FACTS =
            new RunFacts("R", "app-f", List.of(event("e0", "start")), Optional.empty());
    private Instant now = Instant.parse("2026-11-30T09:00:00Z");
    private RunDecision last;

    OneRun(int maxAttempts) {
        last = DECIDER.begin(RunLimits.attempts(maxAttempts), now);
    }

    OneRun(int maxAttempts, int maxSteps, long maxBytes) {
        last = DECIDER.begin(new RunLimits(maxAttempts, maxSteps, maxBytes), now);
    }

    static FunctionEvent event(String id, String name) {
        return new FunctionEvent(
                id,
                name,
                Optional.empty(),
                Recorded.json("{}"),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    static SdkAnswer read(int status, String body, Instant now, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("x-inngest-sdk", List.of("inngest-js:v4.24.0"));
        all.put("x-inngest-req-version", List.of("2"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return new SdkAnswers(now, _ -> Optional.empty())
                .read(status, HeaderValues.of(all), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The one request that lets the function go on is answered. */
    void answer(int status, String body, String... headers) {
        RunJob job =
                state().jobs().values().stream()
                        .filter(each -> each.target().isEmpty())
                        .findFirst()
                        .orElseThrow();
        answer(job.id(), status, body, headers);
    }

    void answer(int job, int status, String body, String... headers) {
        RunJob known = state().jobs().get(job);
        int generation = known == null ? 1 : known.generation();
        happen(new Happening.Answered(job, generation, read(status, body, now, headers)));
    }

    void checkpoint(int job, int generation, String ops) {
        SdkAnswer.Steps steps = (SdkAnswer.Steps) read(206, ops, now);
        happen(new Happening.Checkpointed(job, generation, steps.ops()));
    }

    void happen(Happening happening) {
        last = DECIDER.decide(last.state(), happening, now);
    }

    void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    Instant now() {
        return now;
    }

    RunState state() {
        return last.state();
    }

    RunState.Status status() {
        return state().status();
    }

    boolean wasLate() {
        return last.late();
    }

    RunEnd end() {
        return state().end().orElseThrow();
    }

    String memo(String step) {
        return String.valueOf(state().memos().get(new StepId(step)));
    }

    List<RunEffect> effects() {
        return last.effects();
    }

    <T extends RunEffect> T effect(Class<T> kind) {
        return effects().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    SdkCall call(int job) {
        return state().call(
                        FACTS, "uuid", Objects.requireNonNull(state().jobs().get(job)), "request");
    }

    /** The requests that follow from what happened last, in words. */
    List<String> calls() {
        List<String> calls = new ArrayList<>();
        for (RunEffect effect : effects()) {
            if (effect instanceof RunEffect.Call(RunJob job)) {
                Duration pause = Duration.between(now, job.due());
                calls.add(
                        job.target().map(StepId::hash).orElse(StepId.NONE)
                                + "#"
                                + job.id()
                                + " attempt "
                                + job.attempt()
                                + " current "
                                + job.current()
                                + (pause.isPositive() ? " in " + pause : ""));
            }
        }
        return calls;
    }
}
