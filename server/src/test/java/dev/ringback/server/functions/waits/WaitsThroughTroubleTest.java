package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.running.RunWaits.Opened;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.MemoryStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Waits on a disk that takes a commit and loses the answer. */
final class WaitsThroughTroubleTest {

    private static final String NAME = "order/paid";

    @Test
    void anEventIsMatchedLateThoughTheAnswerToThatIsLost() {
        var disk = new LossyDisk(WaitsThroughTroubleTest::isLate);
        try (var rig = new WaitRig(new FaultyStore(new MemoryStore(), disk))) {
            Change published = rig.router.publish(List.of(rig.event(NAME, "{'id':7}")));
            Wanted wanted = rig.byId(1, NAME, "7");
            Opened opened = rig.open(wanted);
            rig.done(published);
            rig.commit(wanted, opened);
            Eventually.until(
                    "it has its event",
                    () -> {
                        rig.time.advanceToNextAlarm();
                        return rig.got(1).isPresent();
                    });

            assertThat(disk.hasFailed()).isTrue();
            assertThat(rig.matches()).hasSize(1);
            assertThat(rig.store.documents(OpenWait.KIND)).isEmpty();
        }
    }

    @Test
    void aWaitThatCouldNotBeginHoldsUpNoEvent() {
        var disk = new LossyDisk(WaitsThroughTroubleTest::isShape);
        try (var rig = new WaitRig(new FaultyStore(new MemoryStore(), disk))) {
            Wanted wanted = rig.byId(1, NAME, "7");
            assertThatThrownBy(() -> rig.open(wanted)).isInstanceOf(StoreException.class);
            rig.publish(NAME, "{'id':7}");
            Eventually.until(
                    "it is matched, though no time goes by",
                    () -> rig.matches().stream().noneMatch(WaitRig::waits));

            assertThat(rig.matches()).hasSize(1);
        }
    }

    /** A database loses the connection on which somebody is interrupted. */
    @Test
    void whoLooksForEventsThatWereNotMatchedIsNotInterruptedByTheEnd() {
        var looking = new Looking();
        try (var rig = new WaitRig(new FaultyStore(new MemoryStore(), looking))) {
            rig.waits(rig.byId(1, NAME, "7"));
            looking.from.set(true);
            rig.restart();
            Eventually.open("it reads", looking.reads);
            rig.waits.close();
            looking.goesOn.countDown();
            assertThat(Eventually.get("it has read", looking.interrupted)).isFalse();
            looking.from.set(false);
        }
    }

    /** Holds up who looks for events that were not matched, once. */
    private static final class Looking implements FaultyStore.Faults {

        private final AtomicBoolean from = new AtomicBoolean();
        private final CountDownLatch reads = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

        @Override
        public boolean refuses(List<Change> changes) {
            return false;
        }

        @Override
        public boolean failsToRead() {
            if (Thread.currentThread().getName().equals("waits") && from.getAndSet(false)) {
                reads.countDown();
                boolean broken = false;
                try {
                    goesOn.await();
                } catch (InterruptedException _) {
                    broken = true;
                }
                boolean _ = interrupted.complete(broken);
            }
            return false;
        }
    }

    private static boolean isShape(Change change) {
        return change.puts().stream().anyMatch(put -> put.kind().equals(WaitShape.KIND));
    }

    private static boolean isLate(Change change) {
        return change.events().isEmpty()
                && change.calls().stream().anyMatch(call -> call.kind().equals(Router.MATCH));
    }
}
