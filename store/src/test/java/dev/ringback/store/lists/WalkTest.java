package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.port.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How far one goes down a list before one answers. */
final class WalkTest {

    private static final long TEN = Duration.ofMillis(10).toNanos();

    /** Each question takes ten milliseconds. */
    private long now;

    private final Walk walk = new Walk(Duration.ofMillis(30), () -> now);

    /** The numbers below a hundred, ten in a piece, and how long each was said to have taken. */
    private static final class Tens implements Walk.Pieces<Long> {

        private final List<Long> told = new ArrayList<>();
        private long end;

        /** Those from a number on, which a piece begins with. */
        Tens(long from) {
            this.last = from;
            this.end = 100;
        }

        private final long last;

        @Override
        public Optional<Long> next() {
            if (end == last) {
                return Optional.empty();
            }
            end -= 10;
            return Optional.of(end);
        }

        @Override
        public long end(Long piece) {
            return piece;
        }

        @Override
        public void took(long nanos) {
            told.add(nanos);
        }
    }

    private List<Long> every(int divisor, long piece, int limit) {
        now += TEN;
        return LongStream.range(piece, piece + 10)
                .filter(number -> number % divisor == 0)
                .boxed()
                .toList()
                .reversed()
                .stream()
                .limit(limit)
                .toList();
    }

    private Found<Long> page(Tens tens, int divisor, int limit) {
        return walk.page(tens, limit, id -> id, (piece, most) -> every(divisor, piece, most));
    }

    @Test
    void aPageIsFullBeforeItsTimeIsOver() {
        assertThat(page(new Tens(0), 5, 3))
                .isEqualTo(new Found<>(List.of(95L, 90L, 85L), OptionalLong.of(85)));
    }

    @Test
    void aPageThatIsFullAtTheEndOfAPieceGoesOnWithTheNext() {
        assertThat(page(new Tens(0), 5, 4))
                .isEqualTo(new Found<>(List.of(95L, 90L, 85L, 80L), OptionalLong.of(80)));
    }

    @Test
    void whenTheTimeIsOverThatIsAnsweredWhichWasFound() {
        Tens tens = new Tens(0);
        assertThat(page(tens, 40, 5)).isEqualTo(new Found<>(List.of(80L), OptionalLong.of(70)));
        assertThat(tens.told).containsExactly(TEN, TEN, TEN);
    }

    @Test
    void whereNothingIsLeftATimeThatIsOverIsNotSaid() {
        assertThat(page(new Tens(70), 40, 5)).isEqualTo(Found.all(List.of(80L)));
    }

    @Test
    void aCountIsOfWhatWasLookedAtInItsTime() {
        assertThat(count(0)).isEqualTo(new Found<>(List.of(6L), OptionalLong.of(70)));
        assertThat(count(80)).isEqualTo(Found.all(List.of(4L)));
    }

    private Found<Long> count(long last) {
        return walk.count(
                new Tens(last), (piece, _) -> List.of((long) every(5, piece, 100).size()));
    }
}
