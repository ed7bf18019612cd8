package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallState;
import dev.ringback.server.functions.kept.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of runs that end while they begin to wait: nothing. */
final class RunEndsTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";
    private static final String WAITS =
            "{'op':'WaitForEvent','id':'w','name':'e','opts':{'timeout':'1d'}},"
                    + "{'op':'Sleep','id':'n','name':'10d'},"
                    + "{'op':'WaitForSignal','id':'s','opts':{'signal':'s','timeout':'1d'}}";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void nothingWaits() {
        assertThat(rig.documents("wait")).isEmpty();
        assertThat(rig.documents(Signals.KIND)).isEmpty();
        assertThat(rig.calls()).noneMatch(call -> call.state() instanceof CallState.Waiting);
    }

    @Test
    void aRunThatReturnsWithTheVeryAnswerThatBeginsToWaitHasEnded() {
        rig.function(
                "app-f",
                ON_A,
                _ ->
                        Says.ops(
                                "["
                                        + WAITS
                                        + ",{'op':'Gateway','id':'g','opts':{'url':'http://x/'}}"
                                        + ",{'op':'RunComplete','id':'c','data':7}]"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed 7");
        nothingWaits();
    }

    @Test
    void aRunThatMayNotWaitForItsSignalEndsWithAllThatItBeganToWaitForBeside() {
        rig.function("app-f", ON_A, _ -> Says.ops("[" + WAITS + "]"));
        rig.send("a", "{}");
        rig.until(
                "the first one waits",
                () -> rig.runs().stream().anyMatch(run -> run.state().open().size() == 3));

        rig.send("a", "{}");
        rig.until("one has ended", () -> rig.told.size() == 1);

        assertThat(rig.told.getFirst()).startsWith("app-f failed Signal conflict");
        assertThat(rig.documents("wait")).hasSize(1);
        assertThat(rig.documents(Signals.KIND)).hasSize(1);
        assertThat(rig.cancel(rig.runs().getFirst())).isInstanceOf(RunSteering.Result.Done.class);
        rig.untilNothingIsWaiting();
        nothingWaits();
    }
}
