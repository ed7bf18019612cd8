package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UlidTest {

    @Test
    void aNumberIsReadFromWhatStandsForIt() {
        for (long number : List.of(0L, 1L, 1L << 40, 7_700_000_000_000_000_123L, Long.MAX_VALUE)) {
            String text = Ulid.of(number);
            assertThat(text).hasSize(26).matches(Ulid::is);
            assertThat(Ulid.number(text)).hasValue(number);
        }
    }

    @Test
    void theTimeIsWhereOthersReadIt() {
        // 2024-01-01T00:00:00Z, as any reader of such ids says.
        assertThat(Ulid.of(0)).isEqualTo("01HK153X000000000000000000");
    }

    @Test
    void theySortByTime() {
        var time = ManualTime.atNoon();
        var ids = new TimeOrderedIds(time, 3);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            made.add(Ulid.of(ids.next()));
            time.advance(Duration.ofMillis(i % 3));
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01HK153X00000000000000000",
                "01hk153x000000000000000000",
                "01HK153X010000000000000001",
                "01HK153X000010000000000000",
                "01HF7YAT000000000000000001",
                "81HK153X000000000000000000",
                "01HK153X0000000000000000U0"
            })
    void whatStandsForNoNumberIsNotTakenForOne(String text) {
        assertThat(Ulid.number(text)).isEmpty();
    }
}
