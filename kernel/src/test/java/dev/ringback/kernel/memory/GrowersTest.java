package dev.ringback.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The shares that wait to grow. */
final class GrowersTest {

    private final ByteBudget budget = new ByteBudget(9, 0);
    private final Growers growers = new Growers();

    private Share share() {
        return budget.ofNobody().take(1).orElseThrow();
    }

    @Test
    void whoeverComesAsOthersHearOfBytesIsFirstOnlyWhenTheyHaveGrownAndIsTold() {
        var open = new AtomicBoolean();
        CompletableFuture<Void> before =
                CompletableFuture.runAsync(
                        () -> growers.await(share(), open::get), Thread::startVirtualThread);
        while (growers.size() == 0) {
            Thread.onSpinWait();
        }
        Share late = share();
        List<Boolean> first = new ArrayList<>();
        growers.await(
                late,
                () -> {
                    if (first.isEmpty()) {
                        // The other one hears of it now, and can go on when this one waits.
                        open.set(true);
                        growers.freed();
                    }
                    first.add(growers.isFirst(late));
                    return first.getLast();
                });
        assertThat(first).containsExactly(false, true);
        before.join();
        assertThat(growers.size()).isZero();
    }
}
