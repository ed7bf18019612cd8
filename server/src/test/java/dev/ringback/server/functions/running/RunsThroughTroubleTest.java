package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.SimulatedApp;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.MoodyDisk;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of random functions, on a disk that fails now and then and under a server that is started
 * again and again: each of them ends, no step runs that the app was told has ended, and nothing is
 * left of any.
 */
final class RunsThroughTroubleTest {

    private static final int RUNS = 12;
    private static final int RESTARTS = 4;
    private static final String SAME = "event.data.n == async.data.n";

    /** An app that plays each run by functions of its own. */
    private static final class Apps {

        private final Random random;
        private final Map<String, SimulatedApp> byRun = new ConcurrentHashMap<>();

        Apps(long seed) {
            random = new Random(seed);
        }

        synchronized Says says(ParsedJson body, String query) {
            String run = body.text("/ctx/run_id").orElseThrow();
            SimulatedApp app = byRun.computeIfAbsent(run, _ -> new SimulatedApp(random, 2));
            String step = query.substring(query.indexOf("stepId=") + "stepId=".length());
            SimulatedApp.Said said =
                    app.said(
                            body.at("/steps").orElseThrow().members().keySet(),
                            step.equals("step") ? Optional.empty() : Optional.of(step),
                            body.text("/ctx/disable_immediate_execution")
                                    .orElseThrow()
                                    .equals("true"));
            return new Says(said.status(), said.body(), Map.of());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allRunsEndAndNoStepIsDoneTwice(long seed, @TempDir Path directory) {
        var random = new Random(seed);
        var disk = new MoodyDisk(new Random(seed));
        var apps = new Apps(seed);
        try (Store store = AnyStore.by(seed).open(directory);
                RunRig rig = new RunRig(store, disk)) {
            rig.function(
                    "app-f",
                    ",'triggers':[{'event':'a'}],'cancel':[{'event':'stop','if':'" + SAME + "'}]",
                    (query, body) -> apps.says(body, query));
            rig.function("a-b", "", (_, _) -> Says.returned("'child'"));
            for (int i = 0; i < RUNS; i++) {
                rig.send("a", "{'n':" + i + "}");
            }
            disk.moody(true);
            for (int i = 0; i < RESTARTS; i++) {
                int moments = random.nextInt(12);
                for (int moment = 0; moment < moments; moment++) {
                    rig.pass();
                    if (random.nextInt(5) == 0) {
                        somethingComes(rig, random);
                    }
                }
                disk.moody(false);
                rig.restart();
                disk.moody(true);
            }
            disk.moody(false);
            rig.untilAllHaveEnded(RUNS);

            assertThat(apps.byRun.values())
                    .allMatch(app -> app.repeated().isEmpty(), "repeats nothing");
            nothingIsLeft(rig);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aRunGoesOnThoughTheAnswerToACommitOfItIsLost(long revision) {
        var disk = new LossyDisk(change -> isRevision(change, revision));
        try (RunRig rig = new RunRig(disk)) {
            rig.function("a-b", "", (_, _) -> Says.returned("'child'"));
            rig.function(
                    "app-f",
                    ",'triggers':[{'event':'a'}]",
                    (_, body) ->
                            Stream.of("run", "call", "nap", "sign", "wait")
                                    .filter(step -> body.at("/steps/" + step).isEmpty())
                                    .findFirst()
                                    .map(RunsThroughTroubleTest::op)
                                    .orElse(Says.returned("'done'")));

            rig.send("a", "{}");
            rig.until(
                    "it has got all that it waits for",
                    () -> {
                        rig.signal("s");
                        rig.mayCome("e", "{}");
                        return rig.haveEnded(2);
                    });

            assertThat(rig.end("app-f")).isEqualTo("completed \"done\"");
            assertThat(disk.hasFailed()).isTrue();
            nothingIsLeft(rig);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRunIsCancelledThoughTheAnswerToACommitOfItIsLost(long revision) {
        var disk = new LossyDisk(change -> isRevision(change, revision));
        try (RunRig rig = new RunRig(disk)) {
            rig.function(
                    "app-f",
                    ",'triggers':[{'event':'a'}],'cancel':[{'event':'no'},{'event':'e'}]",
                    _ -> op("long"));
            rig.send("a", "{}");
            rig.until("it waits", () -> waits(rig));
            rig.mayCome("e", "{}");
            rig.untilAllHaveEnded(1);

            assertThat(rig.end("app-f")).startsWith("cancelled event e (");
            assertThat(disk.hasFailed()).isTrue();
            nothingIsLeft(rig);
        }
    }

    /** What says that somebody waits for events of a name, and what has an event matched late. */
    @Test
    void aRunBeginsToWaitThoughTheAnswerToThatIsLost() {
        var disk = new LossyDisk(change -> puts(change, "wait_shape"));
        try (RunRig rig = new RunRig(disk)) {
            rig.function(
                    "app-f",
                    ",'triggers':[{'event':'a'}]",
                    body -> body.at("/steps/wait").isPresent() ? Says.returned("1") : op("wait"));
            rig.send("a", "{}");
            rig.until("it waits", () -> waits(rig));
            rig.restart();
            rig.send("e", "{}");
            rig.untilAllHaveEnded(1);

            assertThat(rig.end("app-f")).isEqualTo("completed 1");
            assertThat(disk.hasFailed()).isTrue();
            nothingIsLeft(rig);
        }
    }

    private static boolean waits(RunRig rig) {
        return rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty());
    }

    private static void nothingIsLeft(RunRig rig) {
        rig.untilNothingIsWaiting();
        assertThat(rig.documents("wait")).isEmpty();
        assertThat(rig.documents(Signals.KIND)).isEmpty();
    }

    private static boolean isRevision(Change change, long revision) {
        return change.puts().stream()
                .anyMatch(each ->
                        each.kind().equals(Run.KIND)
                                && each.revision() == revision
                                && each.body().text().contains("app-f"));
    }

    private static boolean puts(Change change, String kind) {
        return change.puts().stream().anyMatch(each -> each.kind().equals(kind));
    }

    private static Says op(String step) {
        return Says.ops(
                switch (step) {
                    case "run" -> "[{'op':'StepRun','id':'run','data':1}]";
                    case "call" ->
                            "[{'op':'InvokeFunction','id':'call','opts':{'function_id':'a-b'}}]";
                    case "nap" -> "[{'op':'Sleep','id':'nap','name':'5s'}]";
                    case "sign" ->
                            "[{'op':'WaitForSignal','id':'sign','opts':{'signal':'s','timeout':'300d'}}]";
                    case "long" ->
                            "[{'op':'WaitForEvent','id':'long','name':'none','opts':{'timeout':'300d'}}]";
                    default ->
                            "[{'op':'WaitForEvent','id':'wait','name':'e','opts':{'timeout':'300d'}}]";
                });
    }

    private static void somethingComes(RunRig rig, Random random) {
        try {
            int what = random.nextInt(4);
            if (what == 0) {
                rig.signal("g");
            } else if (what == 1) {
                rig.mayCome("e", "{}");
            } else if (what == 2) {
                rig.mayCome("stop", "{'n':" + random.nextInt(RUNS) + "}");
            } else {
                rig.runs().stream().skip(random.nextInt(RUNS)).findFirst().ifPresent(rig::cancel);
            }
        } catch (StoreException _) {
            // Whoever asks hears that it could not be done.
        }
    }
}
