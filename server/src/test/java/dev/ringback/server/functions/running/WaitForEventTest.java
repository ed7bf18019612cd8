package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.runs.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that wait for events, and are cancelled by some. */
@ParameterizedClass
@EnumSource
final class WaitForEventTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";
    private static final String BY_ID = "event.data.id == async.data.id";

    private final AnyStore kind;
    private RunRig rig;

    WaitForEventTest(AnyStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void begin(@TempDir Path directory) {
        rig = new RunRig(kind.open(directory));
    }

    @AfterEach
    void close() {
        rig.close();
        rig.disk.close();
    }

    private static String step(String id, String name) {
        return "{'op':'StepRun','id':'" + id + "','data':'" + name + "'}";
    }

    private static String wait(String id, String event, String timeout) {
        return "{'op':'WaitForEvent','id':'%s','name':'%s','opts':{'timeout':'%s','if':'%s'}}"
                .formatted(id, event, timeout, BY_ID);
    }

    /** Waits, and returns what came. */
    private void waiting(String more, String timeout) {
        rig.function(
                "app-f",
                ON_A + more,
                body ->
                        body.at("/steps/w").isPresent()
                                ? Says.returned(came(body))
                                : Says.ops("[" + wait("w", "b", timeout) + "]"));
    }

    /** The same, behind a step that has something done. */
    private void waitingBehindAStep(Runnable done) {
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    if (body.at("/steps/w").isPresent()) {
                        return Says.returned(came(body));
                    }
                    if (body.at("/steps/s").isPresent()) {
                        return Says.ops("[" + wait("w", "b", "1d") + "]");
                    }
                    done.run();
                    return Says.ops("[" + step("s", "asked") + "]");
                });
    }

    private static String came(ParsedJson body) {
        return body.text("/steps/w/data/n").orElse("null");
    }

    private void untilItWaits(int count) {
        rig.until(
                "they wait",
                () ->
                        rig.runs().size() == count
                                && rig.runs().stream()
                                        .noneMatch(run -> run.state().open().isEmpty()));
    }

    @Test
    void aRunGoesOnWithTheEventThatItIsFor() {
        waiting("", "1d");
        rig.send("a", "{'id':1}");
        rig.send("a", "{'id':2}");
        untilItWaits(2);

        rig.send("b", "{'id':3,'n':30}");
        rig.send("b", "{'id':2,'n':20}");
        rig.send("b", "{'id':1,'n':10}");
        rig.untilAllHaveEnded(2);

        assertThat(rig.runs().stream().map(run -> run.state().end().orElseThrow().toString()))
                .allMatch(end -> end.contains("Completed"))
                .anyMatch(end -> end.contains("10"))
                .anyMatch(end -> end.contains("20"));
        assertThat(rig.documents("wait")).isEmpty();
    }

    /** The step itself causes the event, as a request to a model does. */
    @Test
    void anEventMayBeFasterThanTheWait() {
        waitingBehindAStep(() -> rig.send("b", "{'id':1,'n':10}"));
        rig.send("a", "{'id':1}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed 10");
        assertThat(rig.documents("wait")).isEmpty();
        rig.untilNothingIsWaiting();
    }

    @Test
    void anAppMayHaveItsWaitsSeeOnlyWhatComesAfterThem() {
        waitingBehindAStep(() -> {
            rig.send("b", "{'id':1,'n':10}");
            rig.time.advance(Duration.ofSeconds(1));
        });
        rig.functions.lookAhead("app-f");
        rig.send("a", "{'id':1}");
        rig.until(
                "it waits",
                () -> rig.runs().stream().anyMatch(run -> !run.run().calls().waits().isEmpty()));

        rig.send("b", "{'id':1,'n':20}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed 20");
    }

    @Test
    void twoWaitsTakeTwoEvents() {
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    if (body.at("/steps/x").isPresent()) {
                        return Says.returned(
                                "'%s %s'"
                                        .formatted(
                                                came(body),
                                                body.text("/steps/x/data/n").orElse("null")));
                    }
                    String key = body.at("/steps/w").isPresent() ? "x" : "w";
                    return Says.ops("[" + wait(key, "b", "1d") + "]");
                });
        rig.send("a", "{'id':1}");
        untilItWaits(1);
        rig.send("b", "{'id':1,'n':10}");
        rig.send("b", "{'id':1,'n':20}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isIn("completed \"10 20\"", "completed \"20 10\"");
    }

    @Test
    void aWaitIsOverWhenItsTimeIs() {
        waiting("", "10s");
        rig.send("a", "{'id':1}");
        untilItWaits(1);
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed null");
        assertThat(rig.documents("wait")).isEmpty();
    }

    @Test
    void anEventCancelsARunThatItIsAbout() {
        waiting(",'cancel':[{'event':'stop','if':'" + BY_ID + "'}]", "1d");
        rig.send("a", "{'id':1}");
        rig.send("a", "{'id':2}");
        untilItWaits(2);
        rig.send("stop", "{'id':1}");
        rig.send("b", "{'id':2,'n':20}");
        rig.untilAllHaveEnded(2);
        List<String> ends =
                rig.runs().stream().map(run -> run.state().end().orElseThrow().word()).toList();
        assertThat(ends).containsExactlyInAnyOrder("Cancelled", "Completed");
        assertThat(rig.documents("wait")).isEmpty();
    }

    @Test
    void anEventThatWasThereBeforeTheRunCancelsIt() {
        String stop = "{'event':'stop','if':'" + BY_ID + "'}";
        String more = ",'timeouts':{'finish':'30d'}";
        waiting(",'cancel':[{'event':'no'}," + stop + ",{'event':'none'}]" + more, "1d");
        rig.sendTogether("a", "{'id':1}", "stop", "{'id':1}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).startsWith("cancelled event stop (");
        assertThat(rig.asked).isEmpty();
        assertThat(rig.documents("wait")).isEmpty();
        rig.untilNothingIsWaiting();
    }

    @Test
    void whatCameBeforeTheEventThatStartsARunDoesNotCancelIt() {
        waiting(",'cancel':[{'event':'stop'},{'event':'a'}]", "1d");
        rig.sendTogether("stop", "{'id':1}", "a", "{'id':1}");
        untilItWaits(1);
        rig.send("b", "{'id':1,'n':10}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed 10");
    }

    @Test
    void aRunThatIsMadeOnceMoreIsNotCancelledByWhatCancelledItBefore() {
        waiting(",'cancel':[{'event':'stop'}]", "1d");
        rig.sendTogether("a", "{'id':1}", "stop", "{'id':1}");
        rig.untilAllHaveEnded(1);
        rig.time.step(Duration.ofSeconds(1));
        rig.repeat(rig.running.repeats().whole(rig.run("app-f").run(), rig.now()));
        untilItWaits();
        rig.send("stop", "{'id':1}");
        rig.untilAllHaveEnded(2);
        assertThat(rig.runs()).allMatch(run -> run.state().status() == RunState.Status.CANCELLED);
        assertThat(rig.asked).hasSize(1);
    }

    @Test
    void aRunThatAReplayOfItsEventMakesIsNotCancelledByWhatCancelledTheOneBefore() {
        waiting(",'cancel':[{'event':'stop'}]", "1d");
        rig.sendTogether("a", "{'id':1}", "stop", "{'id':1}");
        rig.untilAllHaveEnded(1);
        Run before = rig.run("app-f").run();
        Call again =
                Call.of(
                        new CallId(rig.ids.next()),
                        before.project(),
                        Router.START,
                        FunctionLanes.start(before.function()),
                        before.events().getFirst(),
                        rig.now());
        rig.commit(Change.accept(List.of(), List.of(again.madeBy("replay"))));
        untilItWaits();
    }

    private void untilItWaits() {
        rig.until(
                "it waits",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));
    }

    @Test
    void aRunWaitsOnAfterARestart() {
        waiting("", "1d");
        rig.send("a", "{'id':1}");
        untilItWaits(1);
        rig.restart();
        rig.send("b", "{'id':1,'n':10}");
        rig.untilAllHaveEnded(1);
        assertThat(rig.end("app-f")).isEqualTo("completed 10");
        rig.untilNothingIsWaiting();
    }
}
