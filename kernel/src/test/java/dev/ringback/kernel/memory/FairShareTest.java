package dev.ringback.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who may hold how much, as a pure decision. */
class FairShareTest {

    private static final long LIMIT = 9_000;

    @Test
    void anOwnerWhoIsAloneGetsTwoThirds() {
        assertThat(new FairShare(LIMIT, 0, 0).admits(6_000)).isTrue();
        assertThat(new FairShare(LIMIT, 0, 0).admits(6_001)).isFalse();
        assertThat(new FairShare(LIMIT, 5_000, 5_000).admits(1_000)).isTrue();
        assertThat(new FairShare(LIMIT, 5_000, 5_000).admits(1_001)).isFalse();
    }

    @Test
    void aPartOfAnOwnerLeavesRoomForTheOthers() {
        assertThat(new FairShare(LIMIT, 0, 0).admits(4_050, 0)).isTrue();
        assertThat(new FairShare(LIMIT, 0, 0).admits(4_051, 0)).isFalse();
        assertThat(new FairShare(LIMIT, 4_050, 4_050).admits(1, 4_050)).isFalse();
        assertThat(new FairShare(LIMIT, 4_050, 4_050).admits(1, 0)).isTrue();
    }

    @Test
    void howeverManyPartsTakeAllTheyCanTheirOwnerMayTakeMore() {
        long held = 0;
        for (int part = 0; part < 1_000; part++) {
            long own = 0;
            while (new FairShare(LIMIT, held, held).admits(10, own)) {
                own += 10;
                held += 10;
            }
        }
        assertThat(held).isBetween(LIMIT / 2, LIMIT / 5 * 3);
        assertThat(new FairShare(LIMIT, held, held).admits(LIMIT / 15)).isTrue();
    }

    @Test
    void whatIsHandyNeverTakesWhatIsNeeded() {
        assertThat(new FairShare(LIMIT, 0, 0).spares(3_000)).isTrue();
        assertThat(new FairShare(LIMIT, 0, 0).spares(3_001)).isFalse();
        assertThat(new FairShare(LIMIT, 3_000, 3_000).admits(3_000)).isTrue();
    }

    @Test
    void whatIsTooManyForOneAloneIsSaidToBe() {
        assertThat(FairShare.areTooMany(LIMIT, 0, 2_362)).isFalse();
        assertThat(FairShare.areTooMany(LIMIT, 0, 2_363)).isTrue();
        assertThat(FairShare.areTooMany(LIMIT, 8_990, 10)).isTrue();
    }

    @Test
    void whatIsNotTooManyFitsThoughAllThatMayBeHandyIsHeld() {
        var random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            long others = random.nextLong(LIMIT);
            long bytes = random.nextLong(LIMIT);
            long handy = random.nextLong(FairShare.handy(LIMIT) + 1);
            if (!FairShare.areTooMany(LIMIT, others, bytes)) {
                assertThat(new FairShare(LIMIT, others + handy, handy).admits(bytes, 0)).isTrue();
            }
        }
    }

    @Test
    void howeverManyTakeAllTheyCanThereIsRoomForTheNext() {
        var random = new Random(1);
        for (int owners = 1; owners < 40; owners++) {
            long[] owned = new long[owners];
            long held = 0;
            for (int take = 0; take < 4_000; take++) {
                int owner = random.nextInt(owners);
                long bytes = 1L + random.nextInt(200);
                if (new FairShare(LIMIT, held, owned[owner]).admits(bytes)) {
                    owned[owner] += bytes;
                    held += bytes;
                }
            }
            long free = LIMIT - held;
            assertThat(free).isPositive();
            assertThat(new FairShare(LIMIT, held, 0).admits(free / 3 * 2)).isTrue();
        }
    }
}
