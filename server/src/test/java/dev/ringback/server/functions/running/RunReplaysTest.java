package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.server.api.QuietReceiving;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.reading.RunSearch;
import dev.ringback.server.functions.runs.RunState.Status;
import dev.ringback.server.operations.LiveWorld;
import dev.ringback.server.operations.Repeatable;
import dev.ringback.server.operations.RepeatableRequests;
import dev.ringback.server.operations.RepeatableRuns;
import dev.ringback.server.operations.Replay;
import dev.ringback.server.operations.ReplayDocuments;
import dev.ringback.server.operations.ReplaySelection;
import dev.ringback.server.operations.Replays;
import dev.ringback.server.receiving.Receiving;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replays of many runs of functions. */
final class RunReplaysTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";
    private static final ReplaySelection.Runs FAILED = runs(Status.FAILED);

    private final RunRig rig = new RunRig();
    private final AtomicBoolean mended = new AtomicBoolean();
    private Replays replays;

    @BeforeEach
    void begin() {
        replays = replays();
        for (String slug : List.of("app-f", "app-g")) {
            rig.function(slug, ON_A, _ -> mended.get() ? Says.returned("1") : failure());
        }
    }

    @AfterEach
    void close() {
        replays.close();
        rig.close();
    }

    private static ReplaySelection.Runs runs(Status status) {
        return new ReplaySelection.Runs(
                Optional.of("app-f"), status, Optional.empty(), Optional.empty());
    }

    private static Says failure() {
        return new Says(
                400, "{\"name\":\"E\",\"message\":\"no\"}", Map.of("x-inngest-no-retry", "true"));
    }

    private RepeatableRuns repeatable() {
        KeptRuns kept = rig.running.kept();
        return new RepeatableRuns(new RunSearch(rig.disk, kept), kept, rig.running.repeats());
    }

    private Replays replays() {
        var world =
                new LiveWorld(
                        Samples.registry(), rig.router, rig.disk, ByteBudget.ofHeap(512L << 20));
        Receiving receiving =
                QuietReceiving.of(rig.ground, rig.router, Samples.filters(), Samples.vault());
        var all =
                new Repeatable(
                        repeatable(), new RepeatableRequests(receiving.remaking(), _ -> false));
        return new Replays(rig.disk, rig.engine(), world, all, rig.time, rig.ids);
    }

    private String begun(ReplaySelection.Runs selection, double rate) {
        long number = rig.ids.next();
        var replay =
                new Replay(
                        Sequence.text(Replay.PREFIX, number),
                        RunRig.PROJECT,
                        selection,
                        rate,
                        Replay.Progress.start(number, 0),
                        rig.now());
        rig.commit(replays.beginning(replay, List.of()));
        replays.run(RunRig.PROJECT, replay.id());
        return replay.id();
    }

    private Replay replay(String id) {
        return ReplayDocuments.read(replays.find(RunRig.PROJECT, id).orElseThrow());
    }

    private Replay over(String id) {
        rig.until("the replay is over", () -> !replay(id).running());
        return replay(id);
    }

    private Replay replayed(ReplaySelection.Runs selection) {
        return over(begun(selection, 0));
    }

    private void failed(int events) {
        for (int i = 0; i < events; i++) {
            rig.send("a", "{'n':" + i + "}");
        }
        rig.untilAllHaveEnded(2 * events);
    }

    private List<Call> made(String replay) {
        return rig.calls().stream()
                .filter(call -> call.kind().equals(Router.START))
                .filter(call -> call.replay().equals(replay))
                .toList();
    }

    private long count(Status status) {
        return rig.runs().stream().filter(run -> run.state().status() == status).count();
    }

    @Test
    void eachRunOfAFunctionThatFailedIsMadeAgainOnce() {
        failed(5);
        mended.set(true);

        Replay replay = replayed(FAILED);
        rig.untilAllHaveEnded(15);

        assertThat(replay.progress().state()).isEqualTo(Replay.State.DONE);
        assertThat(replay.progress().created()).isEqualTo(5);
        assertThat(made(replay.id())).hasSize(5).extracting(Call::event).doesNotHaveDuplicates();
        assertThat(count(Status.COMPLETED)).isEqualTo(5);
        assertThat(rig.runs())
                .filteredOn(run -> run.state().status() == Status.COMPLETED)
                .allMatch(run -> run.run().slug().equals("app-f"))
                .allMatch(run -> run.run().maker().equals(replay.id()))
                .allMatch(run -> run.run().repeats().isPresent());
    }

    @Test
    void whatIsMendedIsNotMadeAgainByAnotherReplay() {
        failed(3);
        mended.set(true);
        Replay first = replayed(FAILED);
        rig.untilAllHaveEnded(9);

        Replay second = replayed(FAILED);

        assertThat(first.progress().created()).isEqualTo(3);
        assertThat(second.progress().created()).isZero();
        assertThat(second.progress().skipped()).isEqualTo(3);
    }

    @Test
    void whatFailedAgainIsMadeAgainOnceAndNotForEachTimeThatItFailed() {
        failed(3);
        replayed(FAILED);
        rig.untilAllHaveEnded(9);
        mended.set(true);

        Replay second = replayed(FAILED);
        rig.untilAllHaveEnded(12);

        assertThat(second.progress().created()).isEqualTo(3);
        assertThat(count(Status.COMPLETED)).isEqualTo(3);
    }

    @Test
    void aReplayOfCompletedRunsThatIsAskedForAgainMakesNothingMore() {
        mended.set(true);
        failed(2);
        Replay first = replayed(runs(Status.COMPLETED));
        rig.untilAllHaveEnded(6);

        Replay second = replayed(runs(Status.COMPLETED));

        assertThat(first.progress().created()).isEqualTo(2);
        assertThat(second.progress().created()).isZero();
    }

    @Test
    void aReplayGoesOnWhereItWasAfterARestart() {
        failed(7);
        mended.set(true);
        String id = begun(FAILED, 0.01);
        rig.until("the first are made", () -> replay(id).progress().created() >= 2);
        long before = replay(id).progress().created();
        assertThat(before).isLessThan(7);

        replays.close();
        rig.restart();
        replays = replays();
        replays.start();
        Replay replay = over(id);
        rig.untilAllHaveEnded(21);

        assertThat(replay.progress().created()).isEqualTo(7);
        assertThat(made(id)).hasSize(7).extracting(Call::event).doesNotHaveDuplicates();
        assertThat(count(Status.COMPLETED)).isEqualTo(7);
    }

    @Test
    void runsOfFunctionsThatAreGoneArePassedOver() {
        failed(2);
        rig.functions.remove("app-f");

        Replay replay = replayed(FAILED);

        assertThat(replay.progress().created()).isZero();
        assertThat(replay.progress().skipped()).isEqualTo(2);
    }

    @Test
    void runsAreCounted() {
        failed(3);

        assertThat(repeatable().count(RunRig.PROJECT, FAILED)).isEqualTo(3);
        assertThat(repeatable().count(RunRig.PROJECT, runs(Status.COMPLETED))).isZero();
    }
}
