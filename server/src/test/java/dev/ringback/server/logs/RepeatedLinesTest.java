package dev.ringback.server.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.logs.RepeatedLines.Repeated;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant LATER = NOON.plus(RepeatedLines.WINDOW);

    private final RepeatedLines repeats = new RepeatedLines();

    private boolean isNew(String message) {
        return repeats.isNew("store", message, NOON);
    }

    @Test
    void whatRepeatsIsWrittenOnceAndCounted() {
        assertThat(isNew("a commit of 1 changes failed")).isTrue();
        for (int i = 0; i < 300; i++) {
            assertThat(isNew("a commit of " + i + " changes failed")).isFalse();
        }
        assertThat(repeats.over(NOON)).isEmpty();
        assertThat(repeats.over(LATER))
                .containsExactly(new Repeated("store", "a commit of 1 changes failed", 300));
        assertThat(repeats.isNew("store", "a commit of 1 changes failed", LATER)).isTrue();
    }

    @Test
    void whatIsSaidOnceIsNotSaidAgain() {
        assertThat(isNew("the disk is full")).isTrue();

        assertThat(repeats.over(LATER)).isEmpty();
    }

    @Test
    void otherWordsAndOtherSpeakersAreNoRepetition() {
        assertThat(isNew("the disk is full")).isTrue();
        assertThat(isNew("the disk is away")).isTrue();
        assertThat(repeats.isNew("wire", "the disk is full", NOON)).isTrue();
    }

    @Test
    void aClockThatIsSetBackHoldsNothingBack() {
        assertThat(isNew("the disk is full")).isTrue();
        assertThat(isNew("the disk is full")).isFalse();

        assertThat(repeats.over(NOON.minusSeconds(3600))).hasSize(1);
    }

    @Test
    void kindsAreBounded() {
        for (int i = 0; i < 2 * RepeatedLines.KINDS; i++) {
            assertThat(isNew("x".repeat(i + 1))).isTrue();
        }
        assertThat(isNew("x".repeat(2 * RepeatedLines.KINDS))).as("is not remembered").isTrue();
        assertThat(isNew("x")).isFalse();
    }
}
