package dev.ringback.kernel.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final ProjectId A = new ProjectId("a");
    private static final ProjectId B = new ProjectId("b");
    private static final ProjectId C = new ProjectId("c");

    private final Places places = new Places(100);

    private int taken(ProjectId project) {
        int taken = 0;
        while (places.take(project)) {
            taken++;
        }
        return taken;
    }

    @Test
    void whoTakesAllThatItCanLeavesRoomForOthers() {
        assertThat(taken(A)).isEqualTo(50);
        assertThat(taken(B)).isEqualTo(25);
        assertThat(taken(C)).isEqualTo(13);
        assertThat(places.take(A)).isFalse();
    }

    @Test
    void whatIsLeftMayBeTakenAgain() {
        assertThat(taken(A)).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            places.leave(A);
        }
        assertThat(taken(B)).isEqualTo(50);
    }

    @Test
    void whatIsUnderWayGoesOnAndCounts() {
        assertThat(taken(A)).isEqualTo(50);
        places.occupy(A);
        assertThat(taken(B)).isEqualTo(25);
        places.leave(A);
        assertThat(places.take(A)).isFalse();
    }

    @Test
    void thereIsAPlaceAtLeast() {
        assertThatThrownBy(() -> new Places(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Places(1).take(A)).isTrue();
    }
}
