package dev.ringback.server.functions.waits;

import static dev.ringback.server.functions.waits.WaitRig.BY_ID;
import static dev.ringback.server.functions.waits.WaitRig.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.running.RunWaits;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that waits gets the event, whichever of them comes first. */
@ParameterizedClass
@EnumSource
final class WaitsTest {

    private static final String PAID = "order/paid";

    private final AnyStore kind;
    private WaitRig rig;

    WaitsTest(AnyStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void begin(@TempDir Path directory) {
        rig = new WaitRig(kind.open(directory));
    }

    @AfterEach
    void end() {
        rig.close();
        rig.store.close();
    }

    @Test
    void anEventEndsTheWaitThatItIsFor() {
        rig.waits(rig.byId(1, PAID, "7"));
        rig.waits(rig.byId(2, PAID, "8"));
        rig.publish(PAID, "{'id':9}");
        String id = rig.publish(PAID, "{'id':7.0}");
        rig.settle();
        assertThat(rig.got(1)).contains(id);
        assertThat(rig.got(2)).isEmpty();
        assertThat(rig.store.documents(OpenWait.KIND)).hasSize(1);
    }

    @Test
    void anEventThatCameBeforeIsThereAlready() {
        rig.publish(PAID, "{'id':8}");
        String id = rig.publish(PAID, "{'id':7}");
        rig.publish(PAID, "{'id':7}");
        RunWaits.Opened opened = rig.open(rig.byId(1, PAID, "7"));
        assertThat(opened.already().map(each -> each.shownId())).contains(id);
        assertThat(opened.puts()).isEmpty();
    }

    @Test
    void nothingIsMatchedWhereNobodyWaits() {
        rig.publish(PAID, "{'id':7}");
        assertThat(rig.matches()).isEmpty();
        rig.waits(rig.byId(1, PAID, "8"));
        rig.publish("order/other", "{'id':8}");
        assertThat(rig.matches()).isEmpty();
    }

    @Test
    void whatCameBeforeTheStepBeforeDoesNotCount() {
        rig.publish(PAID, "{'id':7}");
        rig.time.advance(Duration.ofSeconds(1));
        Instant since = rig.time.now();
        Wanted wanted = rig.byId(1, PAID, "7");
        assertThat(rig.waits.openAndLookBack(wanted, since, Set.of(), since).already()).isEmpty();
    }

    @Test
    void whatTheRunHasTakenDoesNotCountAndNeitherDoesItsOwnEvent() {
        Event event = rig.event(PAID, "{'id':7}");
        rig.done(rig.router.publish(List.of(event)));
        Wanted wanted = rig.byId(1, PAID, "7");
        String internal = Ulid.of(event.sequence());
        RunWaits.Opened opened =
                rig.waits.openAndLookBack(
                        wanted, Samples.NOON, Set.of(internal, "other"), rig.time.now());
        assertThat(opened.already()).isEmpty();
        rig.commit(wanted, opened);
        // It is shown once more, as a call does that has lost its way.
        rig.done(Change.accept(List.of(), rig.router.publish(List.of(event)).calls()));
        rig.settle();
        assertThat(rig.got(1)).isEmpty();
    }

    @Test
    void ofWhatTheRunHasTakenAWaitKeepsOnlyWhatItWouldSeeAgain() {
        Event event = rig.event(PAID, "{'id':7}");
        rig.done(rig.router.publish(List.of(event)));
        Wanted wanted = rig.byId(1, PAID, "7");
        String taken = Ulid.of(event.sequence());
        RunWaits.Opened opened =
                rig.waits.openAndLookBack(
                        wanted, Samples.NOON, Set.of(taken, "other"), rig.time.now());
        assertThat(opened.puts())
                .extracting(put -> OpenWait.read(put).except())
                .containsExactly(Set.of(taken, wanted.started().internalId()));
    }

    @Test
    void anEventEndsTheWaitsOfAllRuns() {
        rig.waits(rig.byId(1, PAID, "7"));
        rig.waits(rig.wanted(2, "step", PAID, Optional.empty(), "{}"));
        rig.waits(rig.wanted(3, "step", PAID, Optional.of("async.data.sum > 5"), "{}"));
        rig.waits(rig.wanted(4, "step", PAID, Optional.of("async.data.sum > 6"), "{}"));
        rig.waits(rig.wanted(5, "step", PAID, Optional.of("async.data.sum == 6"), "{}"));
        String id = rig.publish(PAID, "{'id':7,'sum':6}");
        rig.settle();
        assertThat(List.of(1L, 2L, 3L, 5L)).allMatch(run -> rig.got(run).equals(Optional.of(id)));
        assertThat(rig.got(4)).isEmpty();
    }

    @Test
    void twoEventsForOneWaitEndItOnce() {
        rig.waits(rig.byId(1, PAID, "7"));
        Event one = rig.event(PAID, "{'id':7}");
        Event other = rig.event(PAID, "{'id':7}");
        rig.done(rig.router.publish(List.of(one, other)));
        rig.settle();
        assertThat(rig.got(1)).isPresent();
        assertThat(rig.matches())
                .hasSize(2)
                .allMatch(call -> call.state() instanceof CallState.Succeeded);
    }

    @Test
    void anEventThatIsOnItsWayWhenTheWaitBeginsIsSeen() {
        Change published = rig.router.publish(List.of(rig.event(PAID, "{'id':7}")));
        assertThat(published.calls()).isEmpty();
        Wanted wanted = rig.byId(1, PAID, "7");
        RunWaits.Opened opened = rig.open(wanted);
        assertThat(opened.already()).isEmpty();
        rig.done(published);
        rig.commit(wanted, opened);
        Eventually.until("it is matched", () -> !rig.matches().isEmpty());
        rig.settle();
        assertThat(rig.got(1)).isPresent();
    }

    @Test
    void whoeverMatchesAnEventComesBackWhileAWaitIsOnItsWayToDisk() {
        Wanted wanted = rig.byId(1, PAID, "7");
        RunWaits.Opened opened = rig.open(wanted);
        rig.publish(PAID, "{'id':7}");
        Eventually.until("it waits for the wait", () -> rig.time.pendingAlarms() > 0);
        rig.commit(wanted, opened);
        rig.settle();
        assertThat(rig.got(1)).isPresent();
    }

    @Test
    void aWaitThatWasGivenUpHoldsUpNoEventForEver() {
        RunWaits.Opened _ = rig.open(rig.byId(1, PAID, "7"));
        rig.publish(PAID, "{'id':7}");
        rig.settle();
        assertThat(rig.matches()).hasSize(1);
    }

    @Test
    void anEventIsNotHeldUpByWaitsForOthers() {
        RunWaits.Opened _ = rig.open(rig.byId(1, PAID, "7"));
        rig.waits(rig.byId(2, PAID, "8"));
        rig.publish(PAID, "{'id':8}");
        Eventually.until(
                "it is matched",
                () ->
                        rig.matches().stream()
                                .allMatch(c -> c.state() instanceof CallState.Succeeded));
        assertThat(rig.got(2)).isPresent();
    }

    @Test
    void waitsAreFoundAfterARestart() {
        rig.waits(rig.byId(1, PAID, "7"));
        rig.restart();
        rig.publish(PAID, "{'id':7}");
        rig.settle();
        assertThat(rig.got(1)).isPresent();
    }

    @Test
    void aWaitLooksBackBeyondARestart() {
        String id = rig.publish(PAID, "{'id':7}");
        rig.time.advance(Duration.ofSeconds(5));
        rig.restart();
        rig.publish(PAID, "{'id':7}");
        RunWaits.Opened opened = rig.open(rig.byId(1, PAID, "7"));
        assertThat(opened.already().map(each -> each.shownId())).contains(id);
    }

    /** The process ended before the call was on disk that would have matched it. */
    @Test
    void anEventThatWasNotMatchedBeforeTheEndIsMatchedAfterIt() {
        Event event = rig.event(PAID, "{'id':7}");
        rig.waits(rig.byId(1, PAID, "7"));
        rig.close();
        rig.store.commit(List.of(Change.accept(List.of(event), List.of())));
        rig.restart();
        Eventually.until("it is matched", () -> !rig.matches().isEmpty());
        rig.settle();
        assertThat(rig.got(1)).isPresent();
    }

    @Test
    void beforeItsTimeIsOverAWaitLooksForWhatItMissed() {
        Event event = rig.event(PAID, "{'id':7}");
        Wanted wanted = rig.byId(1, PAID, "7");
        RunWaits.Opened opened = rig.open(wanted);
        rig.commit(wanted, opened);
        assertThat(last(wanted)).isEmpty();
        rig.store.commit(List.of(Change.accept(List.of(event), List.of())));
        rig.time.advance(Duration.ofMinutes(10));
        rig.publish("order/other", "{}");
        rig.restart();
        assertThat(last(wanted)).isPresent();
        Set<String> taken = Set.of(Ulid.of(event.sequence()));
        assertThat(rig.waits.lastLook(wanted, Samples.NOON, taken, rig.time.now())).isEmpty();
    }

    private Optional<?> last(Wanted wanted) {
        return rig.waits.lastLook(wanted, Samples.NOON, Set.of(), rig.time.now());
    }

    @Test
    void whatIsAcceptedWhenTheTimeIsOverIsTooLate() {
        rig.waits(rig.byId(1, PAID, "7"));
        rig.time.advance(Duration.ofDays(1));
        rig.publish(PAID, "{'id':7}");
        rig.settle();
        assertThat(rig.got(1)).isEmpty();
    }

    @Test
    void aWaitAheadSeesNothingOfWhatWasBefore() {
        rig.publish("order/cancelled", "{'id':7}");
        rig.time.advance(Duration.ofSeconds(1));
        Wanted wanted =
                rig.wanted(1, "cancel-0", "order/cancelled", Optional.of(BY_ID), "{'id':7}");
        RunWaits.Opened opened = rig.waits.open(wanted, rig.time.now());
        assertThat(opened.already()).isEmpty();
        rig.commit(wanted, opened);
        assertThat(rig.runs.got(PROJECT, 1, "cancel-0")).isEmpty();
        String id = rig.publish("order/cancelled", "{'id':7}");
        rig.settle();
        assertThat(rig.runs.got(PROJECT, 1, "cancel-0")).contains(id);
    }

    @Test
    void ofWhatWasAcceptedInOneMomentOnlyWhatCameAfterAnEventCounts() {
        Event before = rig.event(PAID, "{'id':7}");
        Event start = rig.event("app/start", "{'id':7}");
        rig.done(rig.router.publish(List.of(before, start)));
        Wanted wanted = rig.byId(1, PAID, "7");
        RunWaits.Opened opened = rig.waits.openAfter(wanted, start, rig.time.now());
        assertThat(opened.already()).isEmpty();
        rig.commit(wanted, opened);
        // It is shown once more, as a call does that has lost its way.
        rig.done(Change.accept(List.of(), rig.router.publish(List.of(before)).calls()));
        rig.settle();
        assertThat(rig.got(1)).isEmpty();
        Event after = rig.event(PAID, "{'id':7}");
        rig.done(rig.router.publish(List.of(after)));
        opened = rig.waits.openAfter(rig.byId(2, PAID, "7"), start, rig.time.now());
        assertThat(opened.already().map(FunctionEvent::internalId))
                .contains(Ulid.of(after.sequence()));
        rig.settle();
        assertThat(rig.got(1)).isPresent();
    }

    /** What is known of events in memory may be mistaken for what is known of another's. */
    @Test
    void aWaitSeesNothingOfAnotherProject() {
        assertThat("BB").hasSameHashCodeAs("Aa");
        long sequence = rig.ids.next();
        FunctionEvent seen = rig.starts("{'id':7}");
        rig.done(
                Change.accept(
                        List.of(
                                FunctionEvents.event(
                                        new ProjectId("BB"), seen, sequence, rig.time.now())),
                        List.of()));
        Wanted wanted =
                new Wanted(
                        new ProjectId("Aa"),
                        1,
                        "step",
                        seen.name(),
                        Optional.empty(),
                        rig.starts("{}"),
                        rig.time.now().plus(Duration.ofDays(1)));
        assertThat(rig.open(wanted).already()).isEmpty();
    }

    @Test
    void aWaitThatIsOverBeforeItIsOnDiskHoldsUpNoEvent() {
        RunWaits.Opened opened = rig.open(rig.byId(1, PAID, "7"));
        Document _ = rig.waits.closed(PROJECT, opened.id());
        rig.publish(PAID, "{'id':7}");
        Eventually.until(
                "it is matched, though no time goes by",
                () -> rig.matches().stream().noneMatch(WaitRig::waits));
    }

    @Test
    void manyMatchesAreDecidedInPortions() {
        for (int i = 1; i <= 250; i++) {
            rig.waits(rig.wanted(i, "step", PAID, Optional.empty(), "{}"));
        }
        rig.publish(PAID, "{}");
        rig.settle();
        assertThat(rig.runs.portions).containsExactly(100, 100, 50);
        assertThat(rig.store.documents(OpenWait.KIND)).isEmpty();
    }

    @Test
    void whatIsTooMuchToBeKeptWithTheWaitIsAskedOfItsRun() {
        String long1 = "'" + "x".repeat(5_000) + "'";
        String condition = "async.data.text == event.data.text && async.data.id == event.data.id";
        Wanted wanted =
                rig.wanted(
                        1, "step", PAID, Optional.of(condition), "{'id':7,'text':" + long1 + "}");
        rig.waits(wanted);
        rig.publish(PAID, "{'id':7,'text':'x'}");
        rig.publish(PAID, "{'id':7,'text':" + long1 + "}");
        rig.settle();
        assertThat(rig.got(1)).isPresent();
        assertThat(rig.runs.askedFor).containsOnly(1L);
    }

    @Test
    void aConditionThatCannotBeReadIsNeverTrue() {
        rig.publish(PAID, "{}");
        rig.waits(rig.wanted(1, "step", PAID, Optional.of("async.data.id ="), "{}"));
        rig.publish(PAID, "{}");
        rig.settle();
        assertThat(rig.got(1)).isEmpty();
    }

    @Test
    void namesWithAnythingInThemAreWaitedFor() {
        String name = "Bestellung *bezahlt* [ü]?";
        rig.waits(rig.wanted(1, "Step/Ü", name, Optional.of(BY_ID), "{'id':'a'}"));
        String id = rig.publish(name, "{'id':'a'}");
        rig.settle();
        assertThat(rig.runs.got(PROJECT, 1, "Step/Ü")).contains(id);
    }
}
