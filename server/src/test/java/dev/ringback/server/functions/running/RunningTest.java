package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.kept.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions on an engine: what the apps are asked, and how runs end. */
final class RunningTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static boolean has(ParsedJson body, String step) {
        return body.at("/steps/" + step).isPresent();
    }

    private static String ran(String step, String data) {
        return "[{'op':'StepRun','id':'"
                + step
                + "','displayName':'"
                + step
                + "','data':"
                + data
                + "}]";
    }

    @Test
    void aFunctionWithoutStepsReturns() {
        rig.function(
                "app-f",
                ON_A,
                body -> Says.returned("{'got':" + body.text("/event/data/n").orElse("") + "}"));

        rig.send("a", "{'n':5}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed {\"got\":5}");
        assertThat(rig.told).containsExactly("app-f completed ");
        assertThat(rig.asked).hasSize(1);
    }

    @Test
    void stepsRunOneAfterAnotherAndAreRemembered() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        !has(body, "one")
                                ? Says.ops(ran("one", "1"))
                                : !has(body, "two")
                                        ? Says.ops(
                                                ran("two", body.text("/steps/one/data").orElse("")))
                                        : Says.returned("'done'"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"done\"");
        assertThat(rig.asked).hasSize(3);
        assertThat(rig.running.runs().steps(RunRig.PROJECT, rig.run("app-f").run().number()))
                .extracting(StepRecord::name, step -> step.memo().toString())
                .containsExactlyInAnyOrder(
                        tuple("one", "{\"data\":1}"), tuple("two", "{\"data\":1}"));
    }

    @Test
    void aStepThatThrowsIsTriedAgainAlone() {
        var tries = new AtomicInteger();
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    if (!has(body, "one")) {
                        return Says.ops(ran("one", "1"));
                    }
                    if (!has(body, "two")) {
                        return tries.incrementAndGet() < 3
                                ? Says.ops(
                                        "[{'op':'StepError','id':'two','error':{'name':'E','message':'m'}}]")
                                : Says.ops(ran("two", "2"));
                    }
                    return Says.returned("'done'");
                });

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"done\"");
        assertThat(rig.asked)
                .extracting(asked -> asked.substring(asked.length() - 1))
                .containsExactly("0", "0", "1", "2", "0");
    }

    @Test
    void anAppMaySayWhenItBeganWithAStep() {
        Instant began = rig.now().minusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        rig.function(
                "app-f",
                ON_A,
                body ->
                        has(body, "one")
                                ? Says.returned("1")
                                : Says.ops(
                                        "[{'op':'StepRun','id':'one','data':1,'timing':{'a':%d000000000,'b':0}}]"
                                                .formatted(began.getEpochSecond())));
        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.running.runs().steps(RunRig.PROJECT, rig.run("app-f").run().number()))
                .extracting(StepRecord::startedAt)
                .containsExactly(began);
    }

    @Test
    void aRunSleeps() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        !has(body, "nap")
                                ? Says.ops("[{'op':'Sleep','id':'nap','name':'300d'}]")
                                : Says.returned("null"));

        rig.send("a", "{}");
        rig.until(
                "it sleeps",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));
        rig.time.advance(Duration.ofDays(300));
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed null");
    }

    @Test
    void aFunctionCallsAnotherAndSeesItsResult() {
        rig.function(
                "app-parent",
                ON_A,
                body ->
                        !has(body, "call")
                                ? Says.ops(
                                        "[{'op':'InvokeFunction','id':'call','opts':{'function_id':'app-child',"
                                                + "'payload':{'data':{'n':7}}}}]")
                                : Says.returned(body.text("/steps/call/data").orElse("?")));
        rig.function(
                "app-child", "", body -> Says.returned(body.text("/event/data/n").orElse("?")));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        assertThat(rig.end("app-child")).isEqualTo("completed 7");
        assertThat(rig.end("app-parent")).isEqualTo("completed 7");
    }

    @Test
    void aFunctionThatFailsIsToldToItsFailureHandler() {
        rig.function(
                "app-f",
                ON_A,
                _ ->
                        new Says(
                                400,
                                "{\"name\":\"E\",\"message\":\"no\"}",
                                Map.of("x-inngest-no-retry", "true")));
        rig.function(
                "app-f-failure",
                ",'triggers':[{'event':'inngest/function.failed','expression':\"event.data.function_id == 'app-f'\"}]"
                        .replace("\"", "\\\"")
                        .replace("\\\"event", "'event")
                        .replace("'app-f'\\\"", "\\\"app-f\\\"'"),
                body ->
                        Says.returned(
                                "'" + body.text("/event/data/error/message").orElse("?") + "'"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        assertThat(rig.end("app-f")).startsWith("failed").contains("\"message\":\"no\"");
        assertThat(rig.end("app-f-failure")).isEqualTo("completed \"no\"");
    }

    @Test
    void parallelStepsRunOnceEach() {
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    String target = rig.asked.getLast();
                    if (target.contains("stepId=x")) {
                        return Says.ops(ran("x", "1"));
                    }
                    if (target.contains("stepId=y")) {
                        return Says.ops(ran("y", "2"));
                    }
                    return has(body, "x") && has(body, "y")
                            ? Says.returned("'both'")
                            : Says.ops(
                                    "[{'op':'StepPlanned','id':'x'},{'op':'StepPlanned','id':'y'}]");
                });

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"both\"");
        assertThat(List.copyOf(rig.asked)).hasSize(4);
    }

    @Test
    void nothingStartsWhereTheConditionIsNotTrue() {
        rig.function(
                "app-f",
                ",'triggers':[{'event':'a','expression':'event.data.n > 3'}]",
                _ -> Says.returned("1"));

        rig.send("a", "{'n':2}");
        rig.send("a", "{'n':4}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.runs()).hasSize(1);
    }
}
