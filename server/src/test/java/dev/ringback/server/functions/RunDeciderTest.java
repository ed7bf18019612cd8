package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.events.RunFacts;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.SdkCall;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One run, to which things come one after another. */
final class RunDeciderTest {

    private static final String PLANS =
            "[{\"op\":\"StepPlanned\",\"id\":\"a\"},{\"op\":\"StepPlanned\",\"id\":\"b\"}]";

    private static final String RACES = "{\"parallelMode\":\"race\"}";

    private static final String RACE =
            """
            [{"op":"StepPlanned","id":"a","opts":%s},\
            {"op":"WaitForEvent","id":"w","name":"paid","opts":{"timeout":"1h","parallelMode":"race"}}]\
            """
                    .formatted(RACES);

    @Test
    void aFunctionGoesOnAfterEachStepUntilItReturns() {
        OneRun run = new OneRun(5);
        assertThat(run.status()).isEqualTo(RunState.Status.QUEUED);
        run.answer(206, Ops.ran("a"));
        assertThat(run.calls()).containsExactly("step#2 attempt 0 current 1");
        run.answer(206, Ops.ran("b"));
        assertThat(run.calls()).containsExactly("step#3 attempt 0 current 2");
        run.answer(200, "{\"done\":true}");

        assertThat(run.end()).isEqualTo(new RunEnd.Completed(Recorded.json("{\"done\":true}")));
        assertThat(run.status()).isEqualTo(RunState.Status.COMPLETED);
    }

    @Test
    void aStepThatThrewIsTriedAgainByTheTableAndThenHasFailed() {
        OneRun run = new OneRun(3);
        run.answer(206, Ops.threw("a"));
        assertThat(run.calls()).containsExactly("step#1 attempt 1 current 0 in PT15S");
        run.pass(15);
        run.answer(206, Ops.threw("a"));
        assertThat(run.calls()).containsExactly("step#1 attempt 2 current 0 in PT30S");
        run.pass(30);
        run.answer(206, Ops.threw("a"));

        assertThat(run.calls()).containsExactly("step#2 attempt 0 current 1");
        assertThat(run.memo("a")).isEqualTo("{\"error\":{\"message\":\"m\",\"name\":\"E\"}}");
    }

    @Test
    void aStepThatIsNotToBeTriedAgainHasFailedAtOnce() {
        OneRun run = new OneRun(5);
        run.answer(206, Ops.threw("a"), "x-inngest-no-retry", "true");
        assertThat(run.memo("a")).contains("\"noRetry\":true");
        run.answer(
                206,
                "[{\"op\":\"StepFailed\",\"id\":\"b\",\"error\":{\"name\":\"N\",\"message\":\"m\"}}]");
        assertThat(run.memo("b")).isEqualTo("{\"error\":{\"message\":\"m\",\"name\":\"N\"}}");
        run.answer(
                400,
                "{\"name\":\"NonRetriableError\",\"message\":\"no way\"}",
                "x-inngest-no-retry",
                "true");

        RunEnd.Failed failed = (RunEnd.Failed) run.end();
        assertThat(failed.error())
                .hasToString(
                        "{\"error\":\"NonRetriableError\",\"message\":\"no"
                                + " way\",\"name\":\"NonRetriableError\"}");
        assertThat(failed.reason()).isEqualTo("the function threw: no way");
    }

    @Test
    void anAppSaysWhenItWantsToBeAskedAgain() {
        OneRun run = new OneRun(5);
        run.answer(206, Ops.threw("a"), "retry-after", "90");
        assertThat(run.calls()).containsExactly("step#1 attempt 1 current 0 in PT1M30S");
        run.pass(90);
        run.answer(500, "{\"name\":\"E\"}", "retry-after", "60");
        assertThat(run.calls()).containsExactly("step#1 attempt 2 current 0 in PT1M");
    }

    @Test
    void theAttemptsOfEachStepAreItsOwn() {
        OneRun run = new OneRun(2);
        run.answer(206, Ops.threw("a"));
        run.answer(206, Ops.ran("a"));
        run.answer(206, Ops.threw("b"));
        assertThat(run.calls()).containsExactly("step#2 attempt 1 current 1 in PT15S");
        assertThat(run.state().end()).isEmpty();
    }

    @Test
    void anAnswerThatIsNoneUsesUpAnAttempt() {
        OneRun run = new OneRun(2);
        run.answer(206, "[{\"op\":\"Banana\"}]");
        assertThat(run.calls()).containsExactly("step#1 attempt 1 current 0 in PT15S");
        run.answer(206, "[{\"op\":\"Banana\"}]");

        RunEnd.Failed failed = (RunEnd.Failed) run.end();
        assertThat(failed.reason()).contains("not known: Banana");
        assertThat(failed.result().toString()).startsWith("{\"error\":{\"error\":\"Error: ");
    }

    @Test
    void newerSdksAreAskedOnceWhenAllOfAGroupHasEnded() {
        OneRun run = new OneRun(5);
        run.answer(206, PLANS);
        assertThat(run.calls())
                .containsExactly("a#2 attempt 0 current 0", "b#3 attempt 0 current 0");
        run.answer(3, 206, Ops.ran("b"));
        assertThat(run.calls()).isEmpty();
        run.answer(2, 206, Ops.ran("a"));
        assertThat(run.calls()).containsExactly("step#4 attempt 0 current 2");
        assertThat(run.call(4).planOnly()).isFalse();
    }

    @Test
    void olderSdksAreAskedAfterEachOfAGroupAndPlanFromThenOn() {
        OneRun run = new OneRun(5);
        run.answer(206, PLANS, "x-inngest-req-version", "1");
        run.answer(3, 206, Ops.ran("b"), "x-inngest-req-version", "1");
        assertThat(run.calls()).containsExactly("step#4 attempt 0 current 1");
        assertThat(run.call(4).planOnly()).isTrue();
        run.answer(2, 206, Ops.ran("a"), "x-inngest-req-version", "1");
        assertThat(run.calls()).as("one request at a time lets the function go on").isEmpty();
        run.answer(4, 206, PLANS, "x-inngest-req-version", "1");
        assertThat(run.calls()).containsExactly("step#5 attempt 0 current 2");
        assertThat(run.call(5).planOnly()).isTrue();
    }

    @Test
    void aRaceIsDecidedByTheFirst() {
        OneRun run = new OneRun(5);
        run.answer(
                206,
                PLANS.replace("\"id\":\"a\"", "\"id\":\"a\",\"opts\":{\"parallelMode\":\"race\"}"));
        run.answer(3, 206, Ops.ran("b"));
        assertThat(run.calls()).containsExactly("step#4 attempt 0 current 1");
        run.answer(4, 200, "\"b\"");
        assertThat(run.effects()).contains(new RunEffect.Drop(2));
        run.answer(2, 206, Ops.ran("a"));
        assertThat(run.wasLate()).isTrue();
    }

    @Test
    void aRaceThatIsOverIsNotWaitedFor() {
        OneRun run = new OneRun(5);
        run.answer(206, RACE);
        run.answer(2, 206, Ops.ran("a"));
        assertThat(run.calls()).containsExactly("step#3 attempt 0 current 1");

        run.answer(206, RACE);
        assertThat(run.memo("w")).isEqualTo("null");
        assertThat(run.effects()).contains(new RunEffect.Close(new StepId("w")));
        assertThat(run.calls()).containsExactly("step#4 attempt 0 current 2");
    }

    @Test
    void aRaceThatIsNotDecidedIsWaitedForWhateverEndsBesideIt() {
        OneRun run = new OneRun(5);
        run.answer(206, RACE.replace("\"id\":\"a\",\"opts\":" + RACES, "\"id\":\"a\""));
        run.answer(2, 206, Ops.ran("a"));
        run.answer(206, RACE);

        assertThat(run.calls()).isEmpty();
        assertThat(run.status()).isEqualTo(RunState.Status.WAITING);
    }

    @Test
    void whatWaitsBesideARaceThatIsOverIsWaitedFor() {
        OneRun run = new OneRun(5);
        run.answer(206, RACE);
        run.answer(2, 206, Ops.ran("a"));
        run.answer(206, RACE.replace("}]", "},{\"op\":\"Sleep\",\"id\":\"s\",\"name\":\"10m\"}]"));
        assertThat(run.calls()).isEmpty();
        assertThat(run.status()).isEqualTo(RunState.Status.WAITING);

        run.pass(600);
        run.happen(new Happening.Due(new StepId("s")));
        run.answer(206, RACE);
        assertThat(run.memo("w")).isEqualTo("null");
    }

    @Test
    void aStepOfAGroupThatFailsIsTriedAgainAlone() {
        OneRun run = new OneRun(2);
        run.answer(206, PLANS);
        run.answer(3, 206, Ops.threw("b"));
        assertThat(run.calls()).containsExactly("b#3 attempt 1 current 0 in PT15S");
        run.answer(2, 206, Ops.ran("a"));
        assertThat(run.calls()).isEmpty();
        run.answer(3, 206, Ops.threw("b"));
        assertThat(run.calls()).containsExactly("step#4 attempt 0 current 2");
    }

    @Test
    void anErrorThatIsNoStepsIsTheRuns() {
        OneRun run = new OneRun(2);
        run.answer(206, PLANS);
        run.answer(3, 500, "{\"name\":\"E\",\"message\":\"in targeted\"}");
        run.answer(3, 500, "{\"name\":\"E\",\"message\":\"in targeted\"}");
        assertThat(((RunEnd.Failed) run.end()).reason())
                .isEqualTo("the function threw: in targeted");
        assertThat(run.effects()).contains(new RunEffect.Drop(2));
    }

    @Test
    void aStepThatWasAskedForAndNotRunIsAskedForAgain() {
        OneRun run = new OneRun(2);
        run.answer(206, PLANS);
        run.answer(2, 206, "[]");
        assertThat(run.calls()).containsExactly("a#2 attempt 1 current 0 in PT15S");
        run.answer(2, 206, "[]");
        assertThat(((RunEnd.Failed) run.end()).reason()).contains("did not run step \"a\"");
    }

    @Test
    void anAppThatSaysNothingNewIsNotAskedForEver() {
        for (String nothing :
                List.of(
                        "[]",
                        "[{\"op\":\"None\"}]",
                        "[{\"op\":\"DiscoveryRequest\"}]",
                        Ops.ran("a"))) {
            OneRun run = new OneRun(2);
            run.answer(206, Ops.ran("a"));
            int answers = 0;
            while (run.state().end().isEmpty()) {
                run.answer(206, nothing);
                answers++;
            }
            assertThat(answers).isEqualTo(101);
            assertThat(((RunEnd.Failed) run.end()).reason())
                    .contains("a step's id may be used twice");
        }
    }

    @Test
    void whatACheckpointTellsIsKeptAndLetsAttemptsBeginAnew() {
        OneRun run = new OneRun(2);
        run.answer(206, Ops.threw("a"));
        run.checkpoint(1, 2, Ops.ran("a"));
        assertThat(run.wasLate()).isFalse();
        assertThat(run.memo("a")).isEqualTo("{\"data\":1}");
        run.checkpoint(1, 0, Ops.ran("a").replace("1}", "2}"));
        assertThat(run.memo("a")).as("the first word counts").isEqualTo("{\"data\":1}");
        run.answer(206, Ops.threw("b"));
        assertThat(run.calls()).containsExactly("step#1 attempt 1 current 0 in PT15S");
        run.answer(206, "[{\"op\":\"RunComplete\",\"id\":\"0737\",\"data\":7}]");
        assertThat(run.end()).isEqualTo(new RunEnd.Completed(CanonicalJson.of(7)));
    }

    @Test
    void aCheckpointOfAnEarlierRequestIsLate() {
        OneRun run = new OneRun(3);
        run.answer(206, Ops.threw("a"));
        run.checkpoint(1, 1, Ops.ran("a"));
        assertThat(run.wasLate()).isTrue();
        run.checkpoint(9, 0, Ops.ran("a"));
        assertThat(run.wasLate()).isTrue();
        assertThat(run.state().memos()).isEmpty();
    }

    @Test
    void anAnswerToAnEarlierRequestIsLate() {
        OneRun run = new OneRun(3);
        run.answer(206, Ops.threw("a"));
        run.happen(new Happening.Answered(1, 1, OneRun.read(206, Ops.ran("a"), run.now())));
        assertThat(run.wasLate()).isTrue();
        assertThat(run.state().memos()).isEmpty();
    }

    @Test
    void aRunIsCancelledAtAnyMomentAndHasNotFailed() {
        for (String moment : List.of(Ops.ran("a"), PLANS, Ops.wait("w", "1h"), Ops.threw("a"))) {
            OneRun run = new OneRun(5);
            run.answer(206, moment);
            run.happen(new Happening.Cancelled("by hand"));
            assertThat(run.end()).isEqualTo(new RunEnd.Cancelled("by hand"));
            assertThat(run.status()).isEqualTo(RunState.Status.CANCELLED);
            run.happen(new Happening.Cancelled("twice"));
            assertThat(run.wasLate()).isTrue();
        }
    }

    @Test
    void limitsEndARunWithTheReason() {
        OneRun run = new OneRun(5, 3, 1_000);
        for (String id : List.of("a", "b", "c", "d")) {
            run.answer(206, Ops.ran(id));
        }
        assertThat(((RunEnd.Failed) run.end()).reason())
                .isEqualTo("the run has more than 3 steps, which is the limit");

        OneRun large = new OneRun(5, 3, 19);
        large.answer(206, Ops.ran("a"));
        large.answer(206, Ops.ran("b"));
        assertThat(((RunEnd.Failed) large.end()).reason()).contains("more than 19 bytes in all");

        OneRun hopeless = new OneRun(5);
        hopeless.answer(206, "[{\"op\":\"Sleep\",\"id\":\"s\",\"name\":\"400d\"}]");
        assertThat(((RunEnd.Failed) hopeless.end()).error().toString())
                .contains("InngestErrTimeoutTooLong");

        OneRun gone = new OneRun(5);
        gone.happen(new Happening.Abandoned("FunctionGone", "function app-x was removed"));
        assertThat(((RunEnd.Failed) gone.end()).reason()).isEqualTo("function app-x was removed");
    }

    @Test
    void aRequestCarriesWhatIsKnownAndItsJobIsFoundAgain() {
        OneRun run = new OneRun(4);
        run.answer(206, Ops.ran("a"));
        RunFacts facts =
                new RunFacts("R1", "app-f", List.of(OneRun.event("e", "paid")), Optional.empty());
        SdkCall call =
                run.state()
                        .call(
                                facts,
                                "uuid",
                                Objects.requireNonNull(run.state().jobs().get(2)),
                                "req");

        assertThat(call.maxAttempts()).isEqualTo(4);
        assertThat(call.version()).isEqualTo(2);
        assertThat(call.steps()).hasToString("{\"a\":{\"data\":1}}");
        assertThat(RunState.job("R1", SdkCall.queueItem(call.job()))).contains(2);
        for (String other :
                List.of("", "???", SdkCall.queueItem("R2.2"), SdkCall.queueItem("R1.x"))) {
            assertThat(RunState.job("R1", other)).isEmpty();
        }
    }
}
