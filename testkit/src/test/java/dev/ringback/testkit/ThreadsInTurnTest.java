package dev.ringback.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.ThreadsInTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsInTurnTest {

    private static final ProjectId GREEDY = new ProjectId("greedy");
    private static final ProjectId MODEST = new ProjectId("modest");

    private final ThreadsInTurn threads = new ThreadsInTurn("work", 2, 1 << 20);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        threads.close();
    }

    private void occupy(ProjectId project) {
        Thread.ofVirtual()
                .start(() -> {
                    boolean _ =
                            threads.inTurn(
                                    project,
                                    () -> {
                                        awaitRelease();
                                        return true;
                                    });
                });
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aProjectThatTakesLongLeavesAThreadToTheOthers() {
        for (int i = 0; i < 10; i++) {
            occupy(GREEDY);
        }
        Eventually.until("the rest waits", () -> threads.waiting() == 9);

        assertThat(threads.tryInTurn(MODEST, () -> "done")).hasValue("done");
    }

    @Test
    void whoComesRightBehindSomebodyElseHasAThreadToo() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            try (var fresh = new ThreadsInTurn("work", 2, 1 << 20)) {
                assertThat(fresh.<String>inTurn(GREEDY, () -> "there is an idle thread"))
                        .isNotEmpty();
                var both = new CountDownLatch(2);
                Thread first = Thread.ofVirtual().start(() -> meet(fresh, GREEDY, both));
                meet(fresh, MODEST, both);
                first.join();
            }
        }
    }

    private static void meet(ThreadsInTurn among, ProjectId project, CountDownLatch both) {
        boolean _ =
                among.inTurn(
                        project,
                        () -> {
                            both.countDown();
                            Eventually.open("the other's work runs too", both);
                            return true;
                        });
    }

    @Test
    void workRunsOnAThreadOfItsOwn() {
        boolean virtual = threads.inTurn(MODEST, () -> Thread.currentThread().isVirtual());

        assertThat(virtual).isFalse();
    }

    @Test
    void whatOneProjectMayLetWaitIsBounded() {
        for (int i = 0; i < ThreadsInTurn.MAX_WAITING + 1; i++) {
            occupy(GREEDY);
        }
        Eventually.until("the rest waits", () -> threads.waiting() == ThreadsInTurn.MAX_WAITING);

        assertThat(threads.tryInTurn(GREEDY, () -> "done")).isEmpty();
        assertThat(threads.tryInTurn(MODEST, () -> "done")).hasValue("done");
    }

    @Test
    void whatFailsIsToldToWhomeverItConcernsAndTheThreadGoesOn() {
        assertThatThrownBy(() ->
                        threads.inTurn(
                                MODEST,
                                () -> {
                                    throw new IllegalStateException("a bug");
                                }))
                .hasRootCauseMessage("a bug");

        List<String> done = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            done.add(threads.inTurn(MODEST, () -> "done"));
        }
        assertThat(done).hasSize(5);
    }
}
