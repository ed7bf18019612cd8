package dev.ringback.kernel.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Long searches come to their end piece by piece. */
class FoundTest {

    @Test
    void allPiecesCountAlsoAfterOneThatHasNothing() {
        assertThat(Found.total(9, FoundTest::below, List::size)).isEqualTo(3);
        assertThat(Found.total(4, FoundTest::below, List::size)).isEqualTo(1);
    }

    /** Pieces of three ids: 8 and 7, none, and 1. */
    private static Found<Long> below(long before) {
        return switch ((int) before) {
            case 9 -> new Found<>(List.of(8L, 7L), OptionalLong.of(7));
            case 7 -> new Found<>(List.of(), OptionalLong.of(4));
            default -> Found.all(List.of(1L));
        };
    }
}
