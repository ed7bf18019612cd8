package dev.ringback.kernel.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who gets places under limits that are shared by key, and who waits. */
final class HoldersTest {

    private static final ProjectId ONE = new ProjectId("one");
    private static final ProjectId OTHER = new ProjectId("other");
    private static final SharedLimit ACCOUNT = new SharedLimit("account", 2);
    private static final SharedLimit FUNCTION = new SharedLimit("function", 1);
    private static final SharedLimit SUBJECT = new SharedLimit("subject", 1);

    private final Holders<String> holders = new Holders<>();

    private boolean enters(String who, SharedLimit... limits) {
        return holders.enter(who, ONE, List.of(limits));
    }

    private List<String> leave(SharedLimit... limits) {
        return holders.leave(List.of(limits));
    }

    @Test
    void soManyEnterAsTheKeyAllowsAndTheOthersInTurn() {
        assertThat(enters("a", ACCOUNT)).isTrue();
        assertThat(enters("b", ACCOUNT)).isTrue();
        assertThat(enters("c", ACCOUNT)).isFalse();
        assertThat(enters("d", ACCOUNT)).isFalse();

        assertThat(leave(ACCOUNT)).containsExactly("c");
        assertThat(leave(ACCOUNT)).containsExactly("d");
        assertThat(leave(ACCOUNT)).isEmpty();
        assertThat(holders.held("account")).isEqualTo(1);
    }

    @Test
    void otherKeysAreOtherPlaces() {
        assertThat(enters("a", new SharedLimit("subject:a", 1))).isTrue();
        assertThat(enters("b", new SharedLimit("subject:b", 1))).isTrue();
    }

    @Test
    void whoWaitsForOneKeyHoldsNoPlaceOfAnother() {
        assertThat(enters("a", ACCOUNT, FUNCTION)).isTrue();
        assertThat(enters("waits for the function", ACCOUNT, FUNCTION)).isFalse();

        assertThat(enters("another function's", ACCOUNT)).isTrue();

        assertThat(leave(ACCOUNT, FUNCTION)).containsExactly("waits for the function");
    }

    @Test
    void whoFindsAnotherKeyFullIsTheNextThere() {
        assertThat(enters("a", ACCOUNT, FUNCTION)).isTrue();
        assertThat(enters("b", ACCOUNT)).isTrue();
        assertThat(enters("both", ACCOUNT, FUNCTION)).isFalse();
        assertThat(enters("later", FUNCTION)).isFalse();

        assertThat(leave(ACCOUNT)).as("the function is full").isEmpty();
        assertThat(leave(ACCOUNT, FUNCTION)).containsExactly("both");
        assertThat(leave(ACCOUNT, FUNCTION)).containsExactly("later");
    }

    @Test
    void projectsTakeTurnsHoweverManyOfOneWait() {
        assertThat(enters("runs", FUNCTION)).isTrue();
        IntStream.range(0, 5).forEach(i -> enters("many" + i, FUNCTION));
        assertThat(holders.enter("one", OTHER, List.of(FUNCTION))).isFalse();

        assertThat(leave(FUNCTION)).containsExactly("many0");
        assertThat(leave(FUNCTION)).containsExactly("one");
        assertThat(leave(FUNCTION)).containsExactly("many1");
    }

    @Test
    void whoGivesUpHoldsUpNobody() {
        assertThat(enters("runs", FUNCTION)).isTrue();
        assertThat(enters("first", FUNCTION)).isFalse();
        assertThat(enters("second", FUNCTION)).isFalse();

        assertThat(holders.withdraw("first")).isEmpty();

        assertThat(leave(FUNCTION)).containsExactly("second");
        assertThat(holders.withdraw("nobody")).isEmpty();
    }

    @Test
    void whenABoundIsRaisedWhoWaitedUnderTheOldOneMakesWay() {
        assertThat(enters("runs", new SharedLimit("key", 1))).isTrue();
        assertThat(enters("old", new SharedLimit("key", 1))).isFalse();
        assertThat(enters("new", new SharedLimit("key", 2))).isTrue();
        assertThat(enters("newer", new SharedLimit("key", 2))).isFalse();

        assertThat(leave(new SharedLimit("key", 1))).as("one still runs").isEmpty();
        assertThat(holders.withdraw("old")).containsExactly("newer");
    }

    @Test
    void whateverHappensNoKeyIsOverfullAndNobodyWaitsWhileThereArePlaces() {
        for (long seed = 0; seed < 300; seed++) {
            new Crush(new Random(seed)).happens();
        }
    }

    /** Many who come, wait, give up and leave, each with some of a few keys. */
    private static final class Crush {

        private final Random random;
        private final Holders<Integer> holders = new Holders<>();
        private final Map<Integer, List<SharedLimit>> inside = new HashMap<>();
        private final Map<Integer, List<SharedLimit>> outside = new HashMap<>();
        private int last;

        Crush(Random random) {
            this.random = random;
        }

        void happens() {
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> comes();
                    case 2, 3 -> leaves();
                    default -> givesUp();
                }
                check();
            }
            while (!inside.isEmpty()) {
                leaves();
                check();
            }
            assertThat(outside).as("all had their turn").isEmpty();
            assertThat(holders.keys()).as("nothing is remembered").isZero();
        }

        private void comes() {
            int who = ++last;
            List<SharedLimit> limits =
                    List.of(ACCOUNT, FUNCTION, SUBJECT).stream()
                            .filter(_ -> random.nextBoolean())
                            .toList();
            var project = new ProjectId("p" + random.nextInt(3));
            (holders.enter(who, project, limits) ? inside : outside).put(who, limits);
        }

        private void leaves() {
            if (!inside.isEmpty()) {
                entered(holders.leave(Objects.requireNonNull(inside.remove(any(inside)))));
            }
        }

        private void givesUp() {
            if (!outside.isEmpty()) {
                int who = any(outside);
                outside.remove(who);
                entered(holders.withdraw(who));
            }
        }

        private void entered(List<Integer> all) {
            all.forEach(who -> inside.put(who, outside.remove(who)));
        }

        private int any(Map<Integer, ?> all) {
            return new ArrayList<>(all.keySet()).get(random.nextInt(all.size()));
        }

        private void check() {
            Map<String, Integer> held = new HashMap<>();
            inside.values()
                    .forEach(all -> all.forEach(each -> held.merge(each.key(), 1, Integer::sum)));
            for (SharedLimit limit : List.of(ACCOUNT, FUNCTION, SUBJECT)) {
                int places = held.getOrDefault(limit.key(), 0);
                assertThat(places).isLessThanOrEqualTo(limit.most());
                assertThat(holders.held(limit.key())).isEqualTo(places);
            }
            assertThat(holders.waiting()).isEqualTo(outside.size());
            assertThat(outside.values())
                    .as("each waits for something")
                    .allMatch(all -> all.stream().anyMatch(each -> isFull(each, held)));
        }

        private static boolean isFull(SharedLimit limit, Map<String, Integer> held) {
            return held.getOrDefault(limit.key(), 0) >= limit.most();
        }
    }
}
