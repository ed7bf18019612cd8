package dev.ringback.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget.Account;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The account of bytes: what is given out, and to whom. */
class ByteBudgetTest {

    private static final ProjectId A = new ProjectId("a");
    private static final ProjectId B = new ProjectId("b");

    private final ByteBudget budget = new ByteBudget(9_000, 1_000);
    private final AtomicInteger freed = new AtomicInteger();

    private static Share taken(Account account, long bytes) {
        return account.take(bytes).orElseThrow();
    }

    @Test
    void oneProjectLeavesRoomForTheOthers() {
        try (Share _ = taken(budget.of(A), 6_000)) {
            assertThat(budget.of(A).take(1)).isEmpty();
            try (Share b = taken(budget.of(B), 2_000)) {
                assertThat(b.bytes()).isEqualTo(2_000);
                assertThat(budget.held()).isEqualTo(8_000);
            }
        }
        assertThat(budget.held()).isZero();
    }

    @Test
    void aShareIsGivenBackOnce() {
        Share share = taken(budget.of(A), 100);
        assertThat(share.grow(50)).isTrue();
        share.shrink(120);
        assertThat(budget.held()).isEqualTo(120);
        share.shrink(500);
        assertThat(share.bytes()).isEqualTo(120);
        share.close();
        share.close();
        assertThat(budget.held()).isZero();
        assertThat(budget.of(A).held()).isZero();
    }

    @Test
    void oneLaneLeavesRoomForTheOthersOfItsProject() {
        Account lane = budget.of(A).part();
        Share all = taken(lane, 4_050);
        assertThat(lane.take(1)).isEmpty();
        assertThat(budget.of(A).part().take(500)).isPresent();
        assertThat(budget.of(A).held()).isEqualTo(4_550);
        all.close();
        assertThat(lane.held()).isZero();
    }

    @Test
    void whatIsTooLargeForItsShareGoesAlone() {
        var small = new ByteBudget(900, 1_000);
        Share alone = taken(small.of(A), 1_000);
        assertThat(small.of(B).take(1_000)).isEmpty();
        assertThat(small.of(B).take(300)).isPresent();
        alone.close();
        assertThat(small.of(B).take(1_000)).isPresent();
        assertThat(small.of(B).take(1_001)).isEmpty();
    }

    @Test
    void whoWaitsForThePlaceGoesBeforeWhoDoesNot() {
        var small = new ByteBudget(900, 1_000);
        Share alone = taken(small.of(A), 1_000);
        assertThat(small.of(B).claim(1_000)).isEmpty();
        small.whenFreed(() -> {
            assertThat(small.of(B).claim(1_000)).isPresent();
            freed.incrementAndGet();
        });
        alone.close();
        assertThat(freed).hasValue(1);
        assertThat(small.of(A).take(1_000)).isEmpty();
    }

    @Test
    void aClaimInVainLeavesThePlaceToWhoeverComesOnceBytesWereGivenBack() {
        var small = new ByteBudget(900, 1_000);
        for (int round = 0; round < 200; round++) {
            Share alone = taken(small.of(A), 1_000);
            List<Share> little = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                little.add(taken(small.of(A), 1));
            }
            var over = new AtomicBoolean();
            var claiming =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    assertThat(small.of(B).claim(1_000)).isEmpty();
                                }
                            },
                            Thread::startVirtualThread);
            little.forEach(Share::close);
            over.set(true);
            claiming.join();
            alone.close();
        }
    }

    @Test
    void whoeverClaimsInVainHearsOfWhatIsGivenBack() {
        budget.whenFreed(freed::incrementAndGet);
        Share share = taken(budget.of(A), 6_000);
        assertThat(budget.of(A).take(10)).isEmpty();
        share.shrink(5_000);
        assertThat(freed).hasValue(0);
        assertThat(budget.of(A).claim(1_500)).isEmpty();
        share.shrink(4_900);
        share.shrink(4_800);
        assertThat(freed).hasValue(1);
    }

    @Test
    void whoeverClaimsWhileTheLastBytesAreGivenBackHasThemOrHearsOfThem() {
        budget.whenFreed(freed::incrementAndGet);
        for (int round = 0; round < 20_000; round++) {
            int before = freed.get();
            Share all = taken(budget.of(A), 6_000);
            CompletableFuture<Void> giving =
                    CompletableFuture.runAsync(all::close, Thread::startVirtualThread);
            Optional<Share> claimed = budget.of(A).claim(1_500);
            giving.join();
            assertThat(claimed.isPresent() || freed.get() > before).isTrue();
            claimed.ifPresent(Share::close);
        }
    }

    @Test
    void whatIsHandyIsAQuarterAtMost() {
        Share handy = budget.of(A).spare(2_250).orElseThrow();
        assertThat(budget.of(B).spare(1)).isEmpty();
        assertThat(budget.of(A).take(3_500)).isPresent();
        handy.close();
        assertThat(budget.of(B).spare(1)).isPresent();
    }

    @Test
    void whatHasBegunComesToItsEndThoughNothingIsLeft() {
        Share one = taken(budget.of(A), 3_000);
        Share other = taken(budget.of(A), 3_000);
        assertThat(one.growInTurn(900)).isTrue();
        assertThat(one.growInTurn(101)).isFalse();
        CompletableFuture<Boolean> waits =
                CompletableFuture.supplyAsync(
                        () -> other.growInTurn(1_000), Thread::startVirtualThread);
        while (budget.growing() == 0) {
            Thread.onSpinWait();
        }
        assertThat(one.growInTurn(100)).isTrue();
        one.close();
        assertThat(waits.join()).isTrue();
        other.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void whatWasAcceptedHasItsTurnThoughItsOwnerHasNothingLeft() {
        Share held = taken(budget.of(A), 6_000);
        assertThat(budget.of(A).take(900)).isEmpty();
        try (Share mine = budget.of(A).inTurn(900)) {
            assertThat(mine.bytes()).isEqualTo(900);
        }
        try (Share most = budget.of(A).inTurn(Long.MAX_VALUE)) {
            assertThat(most.bytes()).isEqualTo(budget.largest());
        }
        held.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void whateverManyThreadsDoNothingIsLostAndNoBoundIsPassed() {
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 16; worker++) {
                Account account = budget.of(worker % 2 == 0 ? A : B).part();
                var random = new Random(worker);
                workers.add(CompletableFuture.runAsync(() -> work(account, random), threads));
            }
        }
        workers.forEach(CompletableFuture::join);
        assertThat(budget.held()).isZero();
        assertThat(List.of(budget.of(A).held(), budget.of(B).held())).containsOnly(0L);
        assertThat(budget.of(A).spare(2_250)).isPresent();
    }

    private void work(Account account, Random random) {
        for (int i = 0; i < 2_000; i++) {
            Optional<Share> share =
                    switch (random.nextInt(3)) {
                        case 0 -> account.take(random.nextInt(3_000));
                        case 1 -> account.claim(random.nextInt(3_000));
                        default -> budget.of(A).spare(random.nextInt(500));
                    };
            assertThat(budget.held()).isBetween(0L, budget.limit());
            share.ifPresent(each -> used(each, random));
        }
    }

    private static void used(Share share, Random random) {
        try (share) {
            boolean _ = random.nextBoolean() ? share.grow(100) : share.growInTurn(500);
            Thread.onSpinWait();
            share.shrink(random.nextInt(200));
        }
    }

    @Test
    void theAccountOfAHeapLeavesRoomForTheRest() {
        for (long heap : List.of(64L << 20, 96L << 20, 512L << 20, 3L << 30)) {
            ByteBudget of = ByteBudget.ofHeap(heap);
            assertThat(of.limit()).isBetween(heap / 5, heap * 4 / 5);
            assertThat(of.largest()).isBetween(8L << 20, heap / 3);
        }
    }
}
