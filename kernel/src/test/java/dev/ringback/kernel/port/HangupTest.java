package dev.ringback.kernel.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HangupTest {

    private final Hangup hangup = new Hangup();
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    @Test
    void theLastWayThatWasSaidIsTheOneThatIsUsed() {
        hangup.by(first::incrementAndGet);
        hangup.by(second::incrementAndGet);
        assertThat(hangup.isHungUp()).isFalse();
        hangup.hangUp();
        assertThat(hangup.isHungUp()).isTrue();
        assertThat(first).hasValue(0);
        assertThat(second).hasValue(1);
    }

    @Test
    void whatBeginsAfterSomebodyHungUpIsBrokenOffAtOnce() {
        hangup.hangUp();
        hangup.by(first::incrementAndGet);
        hangup.by(second::incrementAndGet);
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(1);
    }

    @Test
    void whatIsOverIsNotBrokenOff() {
        hangup.by(first::incrementAndGet);
        hangup.over();
        hangup.hangUp();
        assertThat(first).hasValue(0);
        assertThat(hangup.isHungUp()).isTrue();
    }

    @Test
    void itIsNotOverWhileSomebodyIsStillBreakingOff() throws InterruptedException {
        var breaking = new CountDownLatch(1);
        var broken = new CountDownLatch(1);
        hangup.by(() -> {
            breaking.countDown();
            await(broken);
        });
        Thread breaks = Thread.ofPlatform().start(hangup::hangUp);
        await(breaking);
        Thread ends = Thread.ofPlatform().start(hangup::over);
        while (ends.getState() != Thread.State.BLOCKED) {
            assertThat(ends.isAlive()).as("waits for the other").isTrue();
            Thread.onSpinWait();
        }
        broken.countDown();
        ends.join();
        breaks.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
