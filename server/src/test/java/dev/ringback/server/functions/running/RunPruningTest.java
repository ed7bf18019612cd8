package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Document;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunHistory;
import dev.ringback.server.functions.kept.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that have ended are forgotten, and which of them. */
final class RunPruningTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void oldRunsAreForgottenWithTheirStepsButNoneThatHasNotEnded() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/one").isPresent()
                                ? Says.returned("1")
                                : Says.ops("[{'op':'StepRun','id':'one','data':1}]"));
        rig.function("app-g", ON_A, _ -> Says.ops("[{'op':'Sleep','id':'nap','name':'300d'}]"));
        rig.send("a", "{}");
        rig.until("one has ended", () -> rig.runs().stream().anyMatch(r -> r.run().hasEnded()));
        rig.until(
                "one sleeps",
                () -> rig.runs().stream().anyMatch(run -> !run.state().open().isEmpty()));

        rig.running.prune(RunRig.PROJECT, rig.now());
        assertThat(rig.runs()).hasSize(2);

        rig.time.advance(Duration.ofDays(2));
        rig.running.prune(RunRig.PROJECT, rig.now().minus(Duration.ofDays(1)));

        assertThat(rig.runs()).extracting(run -> run.run().slug()).containsExactly("app-g");
        assertThat(rig.documents(StepRecord.KIND)).isEmpty();
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
