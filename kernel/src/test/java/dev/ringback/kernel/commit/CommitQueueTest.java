package dev.ringback.kernel.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitQueueTest {

    private static final ProjectId GREEDY = new ProjectId("greedy");
    private static final ProjectId MODEST = new ProjectId("modest");

    private final CommitQueue<String> queue = new CommitQueue<>(8);

    private List<String> all() {
        List<String> all = new ArrayList<>();
        Optional<String> next = queue.poll();
        while (next.isPresent()) {
            all.add(next.get());
            next = queue.poll();
        }
        return all;
    }

    @Test
    void whatOneProjectHandsInDelaysAnotherByOneChange() {
        for (int i = 1; i <= 1_000; i++) {
            queue.put(GREEDY, "greedy" + i);
        }
        assertThat(queue.offer(MODEST, "modest")).isTrue();

        assertThat(all().subList(0, 3)).containsExactly("greedy1", "modest", "greedy2");
    }

    @Test
    void requestsOfOneProjectLeaveRoomForThoseOfAnother() {
        int taken = 0;
        while (queue.offer(GREEDY, "greedy")) {
            taken++;
        }
        assertThat(taken).isEqualTo(4);
        assertThat(queue.offer(MODEST, "modest")).isTrue();
        all();

        assertThat(queue.offer(GREEDY, "again")).isTrue();
    }

    @Test
    void theConsequencesOfOneProjectTakeNoPlaceOfARequest() {
        for (int i = 0; i < 100; i++) {
            queue.put(GREEDY, "consequence");
        }

        assertThat(queue.offer(GREEDY, "request")).isTrue();
        assertThat(queue.offer(MODEST, "request")).isTrue();
    }

    @Test
    void theEndComesBehindEverything() throws InterruptedException {
        queue.put(GREEDY, "1");
        queue.end("end");
        queue.put(GREEDY, "2");
        queue.put(MODEST, "3");

        assertThat(queue.take()).isEqualTo("1");
        assertThat(all()).containsExactly("3", "2", "end");
    }

    @Test
    void theSameMayWaitTwice() {
        queue.put(GREEDY, "same");
        queue.put(GREEDY, "same");

        assertThat(all()).containsExactly("same", "same");
    }

    @Test
    void theFirstIsFoundAmongTheFirstOfEachProject() {
        queue.put(GREEDY, "b");
        queue.put(GREEDY, "c");
        queue.put(MODEST, "a");

        assertThat(queue.first(Comparator.naturalOrder())).hasValue("a");
    }
}
