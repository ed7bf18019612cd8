package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Document;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunHistory;
import dev.ringback.server.functions.kept.Signals;
import dev.ringback.server.functions.kept.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    @Test
    void whatAFunctionWantsToHaveRequestedNeedNotBeHttp() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/g").isPresent()
                                ? Says.returned(
                                        "'" + body.text("/steps/g/error/name").orElse("?") + "'")
                                : Says.ops(
                                        "[{'op':'Gateway','id':'g','opts':"
                                                + "{'url':'http://x/','method':'G ET'}}]"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"GatewayError\"");
    }

    @Test
    void headersOfRequestsAreNowhereToBeRead() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/g").isPresent()
                                ? Says.returned("1")
                                : Says.ops(
                                        "[{'op':'Gateway','id':'g','opts':{'url':'http://x/',"
                                                + "'headers':{'X-Key':'hidden-key'}}}]"));
        rig.whileFetching(() ->
                assertThat(rig.documents(Run.KIND))
                        .extracting(Document::body)
                        .noneMatch(body -> body.text().contains("hidden-key")));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed 1");
        assertThat(rig.calls())
                .flatExtracting(call -> rig.disk.attempts(call.id()))
                .extracting(Object::toString)
                .noneMatch(attempt -> attempt.contains("hidden-key"));
    }

    @Test
    void onlyRunsThatHaveEndedAreLookedAtToBeForgotten() {
        rig.function("app-f", ON_A, body -> Says.returned("1"));
        rig.function("app-g", ON_A, body -> Says.ops("[{'op':'Sleep','id':'n','name':'10d'}]"));

        rig.send("a", "{}");
        rig.until("one has ended", () -> rig.told.size() == 1);

        List<Document> ends = rig.documents(RunHistory.KIND);
        assertThat(ends).hasSize(1);
        assertThat(rig.documents(Run.KIND))
                .extracting(Document::id)
                .contains(RunHistory.End.read(ends.getFirst()).run());
    }

    private void endedRuns(int count) {
        int before = rig.told.size();
        for (int i = 0; i < count; i++) {
            rig.send("a", "{'i':" + i + "}");
        }
        rig.until("they have ended", () -> rig.told.size() == before + count);
    }

    /** What has ended, the oldest first. */
    private List<String> ends() {
        return rig.documents(RunHistory.KIND).stream().map(Document::id).sorted().toList();
    }

    private long bytesOfEnds() {
        return rig.documents(RunHistory.KIND).stream()
                .mapToLong(end -> RunHistory.End.read(end).bytes())
                .sum();
    }

    @Test
    void theOldestRunsAreForgottenWhereAllTakeMoreThanTheyMay() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/s").isPresent()
                                ? Says.returned("1")
                                : Says.ops(
                                        "[{'op':'StepRun','id':'s','data':'"
                                                + "x".repeat(5_000)
                                                + "'}]"));
        rig.function("app-g", ON_A, body -> Says.ops("[{'op':'Sleep','id':'n','name':'10d'}]"));
        endedRuns(10);
        List<String> names = ends();
        long all = bytesOfEnds();
        assertThat(all).isGreaterThan(50_000);
        Instant noneIsOld = rig.now().minus(Duration.ofDays(1));

        rig.running.prune(RunRig.PROJECT, noneIsOld);
        assertThat(ends()).isEqualTo(names);

        // Counted from the disk, and then as they end.
        rig.history = all * 4 / 10;
        rig.restart();
        rig.running.prune(RunRig.PROJECT, noneIsOld);
        assertThat(ends()).isEqualTo(names.subList(6, 10));
        endedRuns(3);
        rig.running.prune(RunRig.PROJECT, noneIsOld);

        assertThat(ends()).hasSize(4).startsWith(names.getLast());
        assertThat(bytesOfEnds()).isLessThanOrEqualTo(rig.history);
        assertThat(rig.documents(StepRecord.KIND)).hasSize(4);
        assertThat(rig.runs())
                .extracting(run -> run.run().slug())
                .filteredOn("app-g"::equals)
                .hasSize(13);
    }
}
