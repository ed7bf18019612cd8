package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.kept.StepRecord;
import dev.ringback.server.functions.runs.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that are made once more, from the beginning or from one of their steps. */
final class RunRepeatsTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";
    private static final List<String> STEPS = List.of("one", "two", "three");

    private final RunRig rig = new RunRig();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        rig.close();
    }

    private static String ran(String step, String data) {
        return "[{'op':'StepRun','id':'%s','displayName':'step %s','data':%s}]"
                .formatted(step, step, data);
    }

    /** Runs three steps, each of which returns the argument that it is given, or 1. */
    private Says threeSteps(ParsedJson body) {
        bodies.add(CanonicalJson.of(body).toString());
        for (String step : STEPS) {
            Optional<String> given = body.text("/steps/" + step + "/input/0");
            if (given.isPresent() || body.at("/steps/" + step).isEmpty()) {
                return Says.ops(ran(step, given.orElse("1")));
            }
        }
        return Says.returned(
                "[%s,%s,%s]"
                        .formatted(
                                body.text("/steps/one/data").orElse("?"),
                                body.text("/steps/two/data").orElse("?"),
                                body.text("/steps/three/data").orElse("?")));
    }

    private LiveRun ended() {
        rig.function("app-f", ON_A, this::threeSteps);
        rig.send("a", "{'n':1}");
        rig.untilAllHaveEnded(1);
        bodies.clear();
        return rig.run("app-f");
    }

    private LiveRun repeated(RunRepeats.Plan plan) {
        String id = rig.repeat(plan);
        int count = rig.runs().size();
        rig.untilAllHaveEnded(Math.max(2, count));
        return rig.runs().stream()
                .filter(run -> run.run().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private RunRepeats.Plan from(LiveRun run, String step, String input) {
        return rig.running
                .repeats()
                .from(
                        run.run(),
                        step,
                        CanonicalJson.read(input.getBytes(StandardCharsets.UTF_8)),
                        rig.now());
    }

    private RunRepeats.Plan from(LiveRun run, String step) {
        return from(run, step, "");
    }

    private static String result(LiveRun run) {
        return ((RunEnd.Completed) run.state().end().orElseThrow()).result().toString();
    }

    @Test
    void aRunIsMadeOnceMoreWithItsEvent() {
        LiveRun run = ended();

        LiveRun again = repeated(rig.running.repeats().whole(run.run(), rig.now()));

        assertThat(again.run().number()).isNotEqualTo(run.run().number());
        assertThat(again.run().repeats()).contains(run.run().number());
        assertThat(again.run().maker()).isEqualTo(run.run().id());
        assertThat(result(again)).isEqualTo("[1,1,1]");
        assertThat(bodies).hasSize(4).allMatch(body -> body.contains("\"name\":\"a\""));
    }

    @Test
    void aRunIsMadeOnceMoreThoughItsConditionAndIdempotencyWouldKeepItsEventOut() {
        rig.function(
                "app-f",
                ",'idempotency':'event.data.n','triggers':[{'event':'a','expression':'event.data.n"
                        + " == 1'}]",
                _ -> Says.returned("1"));
        rig.send("a", "{'n':1}");
        rig.untilAllHaveEnded(1);
        LiveRun run = rig.run("app-f");
        rig.function(
                "app-f",
                ",'idempotency':'event.data.n','triggers':[{'event':'b','expression':'event.data.n"
                        + " == 2'}]",
                _ -> Says.returned("2"));

        LiveRun again = repeated(rig.running.repeats().whole(run.run(), rig.now()));

        assertThat(result(again)).isEqualTo("2");
    }

    @Test
    void aRunIsMadeOnceMoreWithAllOfItsEvents() {
        LiveRun run = ended();
        long second = rig.send("other", "{'n':2}").sequence();
        // Batches are not gathered yet, so that two events have started it is written by hand.
        LiveRun batch =
                withEvents(run.run(), "[" + run.run().events().getFirst() + "," + second + "]");
        assertThat(batch.events()).hasSize(2);

        LiveRun again = repeated(rig.running.repeats().whole(batch.run(), rig.now()));

        assertThat(again.run().events()).isEqualTo(batch.run().events());
        assertThat(bodies).allMatch(each -> each.contains("\"name\":\"other\""));
    }

    @Test
    void aRunGoesOnFromAStepWithWhatTheStepsBeforeReturned() {
        LiveRun run = ended();

        LiveRun again = repeated(from(run, "step two"));

        assertThat(result(again)).isEqualTo("[1,1,1]");
        assertThat(bodies).hasSize(3);
        assertThat(bodies.getFirst())
                .contains("\"steps\":{\"one\":{\"data\":1}}")
                .contains("\"stack\":{\"current\":1,\"stack\":[\"one\"]}");
        assertThat(rig.running.runs().steps(RunRig.PROJECT, again.run().number()))
                .extracting(StepRecord::name, step -> step.memo().toString())
                .containsExactlyInAnyOrder(
                        tuple("step one", "{\"data\":1}"),
                        tuple("step two", "{\"data\":1}"),
                        tuple("step three", "{\"data\":1}"));
        assertThat(rig.documents(FromStep.KIND)).isEmpty();
    }

    @Test
    void aStepIsGivenOtherArgumentsUntilItHasEnded() {
        LiveRun run = ended();

        rig.asked.clear();
        LiveRun again = repeated(from(run, "two", "[42]"));

        assertThat(result(again)).isEqualTo("[1,42,1]");
        // SDKs pass over it unless it is asked for by itself.
        assertThat(rig.asked.getFirst()).contains("stepId=two");
        assertThat(rig.asked).hasSize(3);
        assertThat(bodies.getFirst())
                .contains("\"steps\":{\"one\":{\"data\":1},\"two\":{\"input\":[42]}}")
                .contains("\"stack\":[\"one\"]");
        assertThat(bodies.get(1)).contains("\"two\":{\"data\":42}").doesNotContain("input");
        assertThat(again.state().inputs()).isEmpty();
    }

    @Test
    void aRunGoesOnFromAStepAfterARestart() {
        LiveRun run = ended();
        var open = new AtomicBoolean();
        rig.function(
                "app-f",
                ON_A,
                body ->
                        open.get()
                                ? threeSteps(body)
                                : new Says(503, "", Map.of("retry-after", "3600")));
        String id = rig.repeat(from(run, "two", "[42]"));
        rig.until("it is asked", () -> rig.asked.size() > 4);

        rig.restart();
        open.set(true);
        rig.time.advance(Duration.ofHours(1));
        rig.untilAllHaveEnded(2);

        LiveRun again = rig.runs().getLast();
        assertThat(again.run().id()).isEqualTo(id);
        assertThat(result(again)).isEqualTo("[1,42,1]");
    }

    @Test
    void aStepThatFailedIsRunAgain() {
        var mended = new AtomicBoolean();
        rig.function(
                "app-f",
                ON_A,
                body -> {
                    if (body.at("/steps/one").isEmpty()) {
                        return Says.ops(ran("one", "1"));
                    }
                    if (body.at("/steps/two/error").isPresent()) {
                        return new Says(
                                400,
                                "{\"name\":\"E\",\"message\":\"no\"}",
                                Map.of("x-inngest-no-retry", "true"));
                    }
                    if (body.at("/steps/two").isEmpty()) {
                        return mended.get()
                                ? Says.ops(ran("two", "2"))
                                : Says.ops(
                                        "[{'op':'StepFailed','id':'two','error':{'name':'E','message':'no'}}]");
                    }
                    return Says.returned("'done'");
                });
        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);
        LiveRun run = rig.run("app-f");
        assertThat(run.state().status()).isEqualTo(RunState.Status.FAILED);
        int before = rig.asked.size();
        mended.set(true);

        LiveRun again = repeated(from(run, "two"));

        assertThat(result(again)).isEqualTo("\"done\"");
        assertThat(rig.asked).hasSize(before + 2);
    }

    @Test
    void whatCannotBeRepeatedIsRefusedInWords() {
        LiveRun run = ended();

        assertThat(from(run, "four"))
                .isEqualTo(
                        new RunRepeats.Plan.WrongStep(
                                "is no step of the run: it has step one, step two, step three"));

        rig.functions.remove("app-f");
        assertThat(rig.running.repeats().whole(run.run(), rig.now()))
                .isEqualTo(
                        new RunRepeats.Plan.Impossible(
                                "the function app-f is not registered any more"));
    }

    @Test
    void aRunWhoseEventIsForgottenIsNotRepeated() {
        LiveRun run = withEvents(ended().run(), "[12345]");

        assertThat(rig.running.repeats().whole(run.run(), rig.now()))
                .isEqualTo(
                        new RunRepeats.Plan.Impossible(
                                "events that started the run are forgotten"));
    }

    /** A run whose document names other events as those that started it. */
    private LiveRun withEvents(Run run, String events) {
        Document document =
                rig.disk
                        .document(Run.KIND, RunRig.PROJECT, RunCodec.id(run.number()))
                        .orElseThrow();
        String body =
                document.body()
                        .text()
                        .replace("\"events\":" + run.events(), "\"events\":" + events);
        rig.commit(Change.put(document.revise(Payload.of(body))));
        return rig.run(run.slug());
    }

    @Test
    void aRunThatWaitsIsRepeatedFromTheStepThatWaits() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/one").isEmpty()
                                ? Says.ops(ran("one", "1"))
                                : Says.ops(
                                        "[{'op':'Sleep','id':'nap','displayName':'nap','name':'300d'}]"));
        rig.send("a", "{}");
        rig.until(
                "it sleeps",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));

        rig.repeat(from(rig.run("app-f"), "nap"));
        rig.until(
                "both sleep",
                () ->
                        rig.runs().size() == 2
                                && rig.runs().stream()
                                        .noneMatch(run -> run.state().open().isEmpty()));

        List<String> asked = new ArrayList<>(rig.asked);
        assertThat(asked).hasSize(3);
        assertThat(from(rig.run("app-f"), "nap", "[1]"))
                .isEqualTo(
                        new RunRepeats.Plan.WrongInput(
                                "is for steps that run something: nap does not"));
        assertThat(rig.runs().getLast().state().stack()).hasSize(1);
    }
}
