package dev.ringback.kernel.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final ProjectId A = new ProjectId("a");
    private static final ProjectId B = new ProjectId("b");
    private static final ProjectId C = new ProjectId("c");

    private final Turns<String> turns = new Turns<>();

    private List<String> all() {
        List<String> taken = new ArrayList<>();
        Optional<String> next = turns.next();
        while (next.isPresent()) {
            taken.add(next.get());
            next = turns.next();
        }
        return taken;
    }

    @Test
    void projectsHaveTheirTurnsHoweverManyOfOneWait() {
        for (int i = 1; i <= 4; i++) {
            turns.add(A, "a" + i);
        }
        turns.add(B, "b1");
        turns.add(C, "c1");
        turns.add(C, "c2");

        assertThat(all()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3", "a4");
    }

    @Test
    void whoComesLaterWaitsOneRoundAtMost() {
        for (int i = 1; i <= 4; i++) {
            turns.add(A, "a" + i);
        }
        assertThat(turns.next()).hasValue("a1");
        turns.add(B, "b1");

        assertThat(all()).containsExactly("a2", "b1", "a3", "a4");
    }

    @Test
    void whoMayNotHaveATurnKeepsItsPlace() {
        turns.add(A, "a1");
        turns.add(B, "b1");

        assertThat(turns.next(project -> !project.equals(A))).hasValue("b1");
        assertThat(turns.next(_ -> false)).isEmpty();
        assertThat(all()).containsExactly("a1");
    }

    @Test
    void whoHadItsTurnInVainIsTheNextOfAll() {
        turns.add(A, "a1");
        turns.add(B, "b1");
        turns.add(B, "b2");

        turns.addFirst(C, "c1");
        turns.addFirst(B, "b0");

        assertThat(turns.size()).isEqualTo(5);
        assertThat(all()).containsExactly("b0", "c1", "a1", "b1", "b2");
    }

    @Test
    void whoGivesUpWaitsNoMore() {
        turns.add(A, "a1");
        turns.add(A, "a2");
        turns.add(B, "b1");

        assertThat(turns.remove(A, "a1")).isTrue();
        assertThat(turns.remove(A, "a1")).isFalse();
        assertThat(turns.remove(B, "b1")).isTrue();

        assertThat(turns.size()).isEqualTo(1);
        assertThat(turns.size(A)).isEqualTo(1);
        assertThat(turns.size(B)).isZero();
        assertThat(all()).containsExactly("a2");
    }
}
