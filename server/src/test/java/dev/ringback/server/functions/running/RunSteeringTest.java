package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallState;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.RunJson;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.running.RunSteering.Result;
import dev.ringback.server.functions.sdk.CheckpointBody;
import dev.ringback.server.functions.sdk.SdkCall;
import dev.ringback.server.functions.sdk.StepInfo;
import dev.ringback.server.functions.sdk.StepOp;
import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to runs from outside. */
final class RunSteeringTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void function(String op) {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/w").isPresent()
                                ? Says.returned(body.text("/steps/w/data/data").orElse("null"))
                                : Says.ops(op));
    }

    private LiveRun waiting() {
        rig.send("a", "{}");
        rig.until(
                "it waits",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));
        return rig.run("app-f");
    }

    private static final String SIGNAL =
            "[{'op':'WaitForSignal','id':'w','opts':{'signal':'s','timeout':'1d','conflict':'fail'}}]";

    @Test
    void aRunThatWaitsIsCancelledAndNothingOfItIsLeft() {
        function("[{'op':'Sleep','id':'w','name':'10d'}]");
        LiveRun run = waiting();

        assertThat(rig.cancel(run)).isInstanceOf(Result.Done.class);

        assertThat(rig.end("app-f")).isEqualTo("cancelled by hand");
        assertThat(rig.calls())
                .allMatch(call -> !(call.state() instanceof CallState.Waiting), "has ended");
        assertThat(rig.cancel(run)).isInstanceOf(Result.Late.class);
    }

    @Test
    void aRequestUnderWayIsBrokenOffWhenItsRunIsCancelled() {
        var asked = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        rig.function(
                "app-f",
                ON_A,
                _ -> {
                    asked.countDown();
                    Eventually.open("the end of the test", never);
                    return Says.returned("1");
                });
        rig.send("a", "{}");
        Eventually.open("the app is asked", asked);

        assertThat(rig.cancel(rig.run("app-f"))).isInstanceOf(Result.Done.class);
        never.countDown();

        rig.untilNothingIsWaiting();
        assertThat(rig.end("app-f")).isEqualTo("cancelled by hand");
    }

    @Test
    void aSignalEndsTheStepThatWaitsForIt() {
        function(SIGNAL);
        waiting();

        assertThat(rig.signal("other")).isInstanceOf(Result.Unknown.class);
        assertThat(rig.signal("s")).isInstanceOf(Result.Done.class);
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed 7");
        assertThat(rig.signal("s")).isInstanceOf(Result.Unknown.class);
        assertThat(rig.documents(Signals.KIND)).isEmpty();
    }

    @Test
    void ofTwoRunsThatWaitForOneSignalTheSecondFails() {
        function(SIGNAL);
        waiting();

        rig.send("a", "{}");
        rig.until("one has failed", () -> rig.runs().stream().anyMatch(r -> r.run().hasEnded()));

        assertThat(rig.runs().stream().filter(run -> run.run().hasEnded())).hasSize(1);
        assertThat(rig.runs().getLast().state().end().orElseThrow().word()).isEqualTo("Failed");
    }

    @Test
    void whatAnAppHasDoneUnderWayIsKeptAndNotDoneAgain() {
        var asked = new CountDownLatch(1);
        var told = new CountDownLatch(1);
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    asked.countDown();
                    Eventually.open("the checkpoint", told);
                    return body.at("/steps/one").isPresent()
                            ? Says.returned("'knows'")
                            : new Says(
                                    500, "{\"name\":\"E\",\"message\":\"m\"}", java.util.Map.of());
                });
        rig.send("a", "{}");
        Eventually.open("the app is asked", asked);
        LiveRun run = rig.run("app-f");
        StepOp one =
                new StepOp.Ran(
                        new StepId("one"), StepInfo.named("One"), RunJson.json("{\"data\":1}"));
        var body =
                new CheckpointBody(
                        run.run().id(), SdkCall.queueItem(run.run().id() + ".1"), 1, List.of(one));

        assertThat(rig.checkpoint(body)).isInstanceOf(Result.Done.class);
        assertThat(rig.checkpoint(body)).isInstanceOf(Result.Done.class);
        told.countDown();
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"knows\"");
        assertThat(rig.running.runs().steps(RunRig.PROJECT, run.run().number())).hasSize(1);
        assertThat(rig.checkpoint(body)).isInstanceOf(Result.Late.class);
    }

    @Test
    void aRunOfAFunctionThatIsGoneEndsWhenItIsDue() {
        function("[{'op':'Sleep','id':'w','name':'10d'}]");
        waiting();

        rig.functions.remove("app-f");
        rig.time.advance(Duration.ofDays(10));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).startsWith("failed").contains("not registered any more");
    }

    @Test
    void aRunThatHasNotEndedInTimeIsCancelled() {
        rig.function(
                "app-f",
                ON_A + ",'timeouts':{'finish':'1d'}",
                _ -> Says.ops("[{'op':'Sleep','id':'w','name':'10d'}]"));
        waiting();

        rig.time.advance(Duration.ofDays(1));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("cancelled it did not end in time");
    }

    @Test
    void runsGoOnWhereAnotherProcessLeftThem() {
        function("[{'op':'Sleep','id':'w','name':'10d'}]");
        waiting();

        rig.restart();
        rig.time.advance(Duration.ofDays(10));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed null");
    }
}
