package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.functions.runs.RunDecider;
import dev.ringback.server.functions.runs.RunDecision;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunJob;
import dev.ringback.server.functions.runs.RunLimits;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.SdkAnswer;
import dev.ringback.server.functions.sdk.StepErrors;
import dev.ringback.server.functions.sdk.StepOp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Runs to which everything comes in random order: late, twice, too early, or not at all because the
 * server was killed. Whatever comes, no step that has ended is asked for again, nothing is asked
 * for twice at a time, a run is never stuck, and one that has ended stays as it is.
 */
final class RunInterleavingsTest {

    private static final Duration HELD = Duration.ofSeconds(10);
    private static final int RUNS = 3_000;
    private static final int MOST_MOMENTS = 5_000;

    /** One run among everything that can come to it. */
    private static final class Life {

        private final Random random;
        private final SimulatedApp app;
        private final RunDecider decider = new RunDecider(RetryTable.every(Duration.ofSeconds(3)));
        private final Map<Integer, RunJob> asked = new HashMap<>();
        private final Set<StepId> begun = new HashSet<>();
        private final List<Happening> past = new ArrayList<>();
        private Instant now = Instant.parse("2026-11-30T09:00:00Z");
        private RunState state;
        private int events;
        private boolean held;

        Life(long seed) {
            random = new Random(seed);
            int version = 1 + random.nextInt(2);
            app = new SimulatedApp(random, version);
            RunDecision begun =
                    random.nextInt(3) == 0
                            ? decider.beginHeld(RunLimits.attempts(3), version, now, now.plus(HELD))
                            : decider.begin(RunLimits.attempts(3), now);
            state = begun.state();
            follow(begun);
        }

        void live() {
            for (int moment = 0; state.end().isEmpty(); moment++) {
                assertThat(moment).as("moments").isLessThan(MOST_MOMENTS);
                assertThat(state.jobs().size() + state.open().size() + (held ? 1 : 0))
                        .as("a run is stuck")
                        .isPositive();
                assertThat(state.heldUntil().isPresent()).isEqualTo(held);
                happen(next());
            }
            assertThat(asked).as("requests after the end").isEmpty();
            assertThat(begun).as("what was begun is closed").isEmpty();
            assertThat(held).as("held after the end").isFalse();
            for (Happening each : past) {
                RunDecision decision = decider.decide(state, each, now);
                assertThat(decision.late()).isTrue();
                assertThat(decision.effects()).isEmpty();
                assertThat(decision.state()).isEqualTo(state);
            }
            assertThat(app.repeated).as("steps that were run although they had ended").isEmpty();
        }

        private Happening next() {
            now = now.plusMillis(random.nextInt(2_000));
            if (!past.isEmpty() && random.nextInt(4) == 0) {
                return past.get(random.nextInt(past.size()));
            }
            if (random.nextInt(300) == 0) {
                return new Happening.Cancelled("by hand");
            }
            if (held && random.nextInt(3) > 0) {
                return random.nextInt(20) == 0 ? new Happening.TakenOver() : tell();
            }
            List<RunJob> due =
                    asked.values().stream().filter(job -> !job.due().isAfter(now)).toList();
            if (!due.isEmpty() && random.nextInt(3) > 0) {
                return ask(due.get(random.nextInt(due.size())));
            }
            List<StepId> open =
                    state.open().keySet().stream().filter(begun::contains).sorted().toList();
            return open.isEmpty()
                    ? new Happening.Due(new StepId("none"))
                    : come(open.get(random.nextInt(open.size())));
        }

        /** The app goes on by a request of its own, and tells what it has done. */
        private Happening tell() {
            Set<String> known = new HashSet<>();
            state.memos().keySet().forEach(step -> known.add(step.hash()));
            var said = app.said(known, Optional.empty(), false);
            List<StepOp> ops =
                    switch (OneRun.read(said.status(), said.body(), now)) {
                        case SdkAnswer.Steps(var told, var _, var _) -> told;
                        case SdkAnswer.Returned(var result) -> List.of(new StepOp.Complete(result));
                        case SdkAnswer.Threw(var output, var retry) ->
                                List.of(new StepOp.FunctionThrew(output, retry));
                        case SdkAnswer other -> throw new AssertionError(other);
                    };
            return new Happening.Told(ops, now.plus(HELD));
        }

        private Happening ask(RunJob job) {
            RunFacts facts = new RunFacts("R", "a-f", List.of(event()), Optional.empty());
            var call = state.call(facts, "uuid", job, "request");
            job.target()
                    .ifPresent(step ->
                            assertThat(state.memos())
                                    .as("asked for what has ended")
                                    .doesNotContainKey(step));
            var answer = app.answer(call, now);
            if (random.nextInt(10) == 0) {
                // The server died before it heard of it, and asks again as if nothing had been.
                answer = app.answer(state.call(facts, "uuid", job, "request"), now);
            }
            if (job.target().isEmpty()
                    && answer instanceof SdkAnswer.Steps(var ops, var _, var _)
                    && ops.stream().allMatch(StepOp.Ran.class::isInstance)
                    && random.nextInt(3) == 0) {
                // It tells what it has done, and goes on; what it answers then may never come.
                return new Happening.Checkpointed(job.id(), job.generation(), ops);
            }
            return new Happening.Answered(job.id(), job.generation(), answer);
        }

        private Happening come(StepId step) {
            return switch (open(step).op()) {
                case StepOp.Sleep _ -> new Happening.Due(step);
                case StepOp.WaitForEvent _ ->
                        random.nextBoolean()
                                ? new Happening.Due(step)
                                : new Happening.Came(step, event());
                case StepOp.WaitForSignal _ ->
                        random.nextBoolean()
                                ? new Happening.Due(step)
                                : new Happening.Signalled(step, CanonicalJson.NULL);
                case StepOp.Invoke _ ->
                        random.nextBoolean()
                                ? new Happening.Due(step)
                                : new Happening.ChildEnded(
                                        step, new RunEnd.Completed(CanonicalJson.NULL));
                default ->
                        random.nextBoolean()
                                ? new Happening.Fetched(step, CanonicalJson.NULL)
                                : new Happening.NotFetched(
                                        step, open(step).attempt(), StepErrors.of("E", "m"));
            };
        }

        private OpenStep open(StepId step) {
            return Objects.requireNonNull(state.open().get(step));
        }

        private FunctionEvent event() {
            events++;
            return new FunctionEvent(
                    "e" + events,
                    "e",
                    Optional.empty(),
                    Recorded.json("{}"),
                    Optional.empty(),
                    now,
                    Optional.empty(),
                    Optional.empty());
        }

        private void happen(Happening happening) {
            RunState before = state;
            RunDecision decision = decider.decide(before, happening, now);
            assertThat(decider.decide(before, happening, now)).as("a function").isEqualTo(decision);
            state = decision.state();
            if (decision.late()) {
                assertThat(state).isEqualTo(before);
                assertThat(decision.effects()).isEmpty();
            }
            assertThat(state.memos())
                    .as("what is known stays")
                    .containsAllEntriesOf(before.memos());
            assertThat(state.stack()).doesNotHaveDuplicates().hasSize(state.memos().size());
            assertThat(state.stack().subList(0, before.stack().size())).isEqualTo(before.stack());
            past.add(happening);
            if (!decision.late() && happening instanceof Happening.Answered answered) {
                asked.remove(answered.job());
            }
            follow(decision);
        }

        private void follow(RunDecision decision) {
            for (RunEffect effect : decision.effects()) {
                switch (effect) {
                    case RunEffect.Call(RunJob job) -> {
                        assertThat(asked).as("asked twice at a time").doesNotContainKey(job.id());
                        asked.values()
                                .forEach(other ->
                                        assertThat(other.target()).isNotEqualTo(job.target()));
                        asked.put(job.id(), job);
                    }
                    case RunEffect.Hold _ -> {
                        assertThat(held).as("held twice").isFalse();
                        held = true;
                    }
                    case RunEffect.Release _ -> {
                        assertThat(held).as("released twice").isTrue();
                        held = false;
                    }
                    case RunEffect.Start _ -> {}
                    case RunEffect.Drop(int job) -> asked.remove(job);
                    case RunEffect.WaitForEvent wait -> begin(wait.step().id());
                    case RunEffect.WaitForSignal wait -> begin(wait.step().id());
                    case RunEffect.Invoke call -> begin(call.call().id());
                    case RunEffect.Fetch fetch -> {
                        if (fetch.attempt() == 0) {
                            begin(fetch.request().id());
                        }
                    }
                    case RunEffect.Wake wake -> {
                        if (open(wake.step()).op() instanceof StepOp.Sleep) {
                            begin(wake.step());
                        }
                    }
                    case RunEffect.Close(StepId step) ->
                            assertThat(begun.remove(step)).as("closed twice").isTrue();
                    case RunEffect.End _ -> assertThat(state.end()).isPresent();
                }
            }
        }

        private void begin(StepId step) {
            assertThat(begun.add(step)).as("begun twice").isTrue();
            assertThat(state.memos()).doesNotContainKey(step);
        }
    }

    @Test
    void whateverComesInWhateverOrderNothingIsDoneTwiceAndEachRunEnds() {
        Map<String, Integer> ends = new HashMap<>();
        for (long seed = 0; seed < RUNS; seed++) {
            Life life = new Life(seed);
            try {
                life.live();
            } catch (AssertionError e) {
                throw new AssertionError("with seed " + seed, e);
            }
            ends.merge(life.state.end().orElseThrow().word(), 1, Integer::sum);
        }
        assertThat(ends).containsOnlyKeys("Completed", "Failed", "Cancelled");
        assertThat(ends.get("Completed")).isGreaterThan(RUNS / 3);
    }
}
