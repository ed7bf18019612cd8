package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.RunEffect;
import dev.ringback.server.functions.runs.RunState;
import dev.ringback.server.functions.sdk.StepErrors;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that waits: for a time, an event, a signal, another function, or for what is fetched. */
final class RunWaitsTest {

    private static StepId step(String id) {
        return new StepId(id);
    }

    @Test
    void aRunSleepsWithoutARequest() {
        OneRun run = new OneRun(5);
        run.answer(
                206, "[{\"op\":\"Sleep\",\"id\":\"s\",\"displayName\":\"nap\",\"name\":\"2s\"}]");
        assertThat(run.calls()).isEmpty();
        assertThat(run.status()).isEqualTo(RunState.Status.WAITING);
        assertThat(run.state().waitsFor().getFirst()).startsWith("nap sleeps until 2026-");
        run.happen(new Happening.Due(step("s")));
        assertThat(run.wasLate()).as("it is too early").isTrue();
        run.pass(2);
        run.happen(new Happening.Due(step("s")));

        assertThat(run.memo("s")).isEqualTo("null");
        assertThat(run.calls()).containsExactly("step#2 attempt 0 current 1");
        run.happen(new Happening.Due(step("s")));
        assertThat(run.wasLate()).isTrue();
    }

    @Test
    void aWaitSeesWhatCameSinceTheStepBeforeItBegan() {
        OneRun run = new OneRun(5);
        Instant began = run.now();
        run.pass(7);
        run.answer(206, Ops.ran("a"));
        run.pass(1);
        run.answer(206, Ops.wait("w", "30s"));

        RunEffect.WaitForEvent wait = run.effect(RunEffect.WaitForEvent.class);
        assertThat(wait.since()).isEqualTo(began);
        assertThat(wait.except()).isEmpty();
        assertThat(run.effect(RunEffect.Wake.class).at()).isEqualTo(run.now().plusSeconds(30));
        run.happen(new Happening.Came(step("w"), OneRun.event("e1", "paid")));
        assertThat(run.memo("w")).contains("\"id\":\"e1\"").contains("\"user\":{}");
        assertThat(run.effects()).contains(new RunEffect.Close(step("w")));

        run.answer(206, Ops.wait("w2", "30s"));
        assertThat(run.effect(RunEffect.WaitForEvent.class).except()).containsExactly("e1");
        run.happen(new Happening.Came(step("w2"), OneRun.event("e1", "paid")));
        assertThat(run.wasLate()).as("an event answers one wait").isTrue();
    }

    @Test
    void aWaitThatNothingCameForIsNull() {
        OneRun run = new OneRun(5);
        run.answer(206, Ops.wait("w", "2s"));
        run.pass(2);
        run.happen(new Happening.Due(step("w")));
        assertThat(run.memo("w")).isEqualTo("null");
        run.happen(new Happening.Came(step("w"), OneRun.event("e", "paid")));
        assertThat(run.wasLate()).isTrue();
    }

    @Test
    void ofTwoWaitsTheFirstLetsTheFunctionGoOnAndItsReturnClosesTheOther() {
        OneRun run = new OneRun(5);
        run.answer(
                206,
                "[{\"op\":\"WaitForEvent\",\"id\":\"w\",\"name\":\"paid\",\"opts\":{\"timeout\":\"1h\"}},"
                        + "{\"op\":\"Sleep\",\"id\":\"s\",\"name\":\"5s\"}]");
        run.pass(5);
        run.happen(new Happening.Due(step("s")));
        assertThat(run.calls()).containsExactly("step#2 attempt 0 current 1");
        run.answer(200, "null");

        assertThat(run.effects())
                .containsExactly(
                        new RunEffect.Close(step("w")),
                        new RunEffect.End(new RunEnd.Completed(CanonicalJson.NULL)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    completed | {"data":{"x":1}}
                    failed    | {"error":{"error":"NonRetriableError","message":"m","name":"E"}}
                    cancelled | {"error":{"message":"the called function was cancelled: by hand","name":"Error"}}
                    missing   | {"error":{"message":"could not find function with ID: app-child","name":"Error"}}
                    timeout   | {"error":{"error":"InngestInvokeTimeoutError: Timed out waiting for invoked function to complete","message":"Timed out waiting for invoked function to complete","name":"InngestInvokeTimeoutError"}}
                    """)
    void aRunHearsWhatBecameOfTheFunctionThatItCalled(String how, String memo) {
        OneRun run = new OneRun(5);
        run.answer(
                206,
                "[{\"op\":\"InvokeFunction\",\"id\":\"i\",\"opts\":{\"function_id\":\"app-child\","
                        + "\"payload\":{\"data\":{\"k\":1}},\"timeout\":\"1m\"}}]");
        assertThat(run.effect(RunEffect.Invoke.class).call().function()).isEqualTo("app-child");
        run.pass(60);
        run.happen(
                switch (how) {
                    case "completed" ->
                            new Happening.ChildEnded(
                                    step("i"), new RunEnd.Completed(Recorded.json("{\"x\":1}")));
                    case "failed" ->
                            new Happening.ChildEnded(
                                    step("i"),
                                    new RunEnd.Failed(
                                            CanonicalJson.NULL,
                                            StepErrors.named(
                                                    StepErrors.of("E", "m"), "NonRetriableError"),
                                            "m"));
                    case "cancelled" ->
                            new Happening.ChildEnded(step("i"), new RunEnd.Cancelled("by hand"));
                    case "missing" -> new Happening.NoSuchFunction(step("i"));
                    default -> new Happening.Due(step("i"));
                });
        assertThat(run.memo("i")).isEqualTo(memo);
        assertThat(run.calls()).containsExactly("step#2 attempt 0 current 1");
    }

    @Test
    void aSignalIsSeenWithItsName() {
        OneRun run = new OneRun(5);
        String wait =
                "[{\"op\":\"WaitForSignal\",\"id\":\"g\",\"opts\":{\"signal\":\"go\",\"timeout\":\"1h\"}}]";
        run.answer(206, wait);
        run.happen(new Happening.Signalled(step("g"), CanonicalJson.of(7)));
        assertThat(run.memo("g")).isEqualTo("{\"data\":{\"data\":7,\"signal\":\"go\"}}");

        OneRun second = new OneRun(5);
        second.answer(206, wait);
        second.happen(new Happening.SignalTaken(step("g")));
        assertThat(((RunEnd.Failed) second.end()).reason()).startsWith("Signal conflict");
    }

    @Test
    void whatTheServerFetchesForAStepIsTriedAgainAsOftenAsAStep() {
        OneRun run = new OneRun(2);
        run.answer(
                206,
                "[{\"op\":\"Gateway\",\"id\":\"f\",\"opts\":{\"url\":\"http://x/\",\"method\":\"POST\",\"body\":\"b\"}}]");
        assertThat(run.status()).isEqualTo(RunState.Status.RUNNING);
        CanonicalJson error = StepErrors.of("GatewayError", "nobody is there");
        run.happen(new Happening.NotFetched(step("f"), 0, error));
        RunEffect.Fetch again = run.effect(RunEffect.Fetch.class);
        assertThat(again.due()).isEqualTo(run.now().plusSeconds(15));
        assertThat(again.attempt()).isEqualTo(1);
        run.happen(new Happening.NotFetched(step("f"), 0, error));
        assertThat(run.wasLate()).isTrue();
        run.happen(new Happening.NotFetched(step("f"), 1, error));
        assertThat(run.memo("f"))
                .isEqualTo(
                        "{\"error\":{\"message\":\"nobody is there\",\"name\":\"GatewayError\"}}");
        run.happen(new Happening.Fetched(step("f"), CanonicalJson.of(1)));
        assertThat(run.wasLate()).isTrue();
    }
}
