package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.running.RunWaits.Opened;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.MemoryStore;
import java.util.List;
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

    private static boolean isLate(Change change) {
        return change.events().isEmpty()
                && change.calls().stream().anyMatch(call -> call.kind().equals(Router.MATCH));
    }
}
