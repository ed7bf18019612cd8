package dev.ringback.store.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.store.rows.Range;
import dev.ringback.store.rows.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How much is looked through at once. */
final class PiecesTest {

    private static final long SPANS = 10_000;
    private static final Range ALL = new Range(0, Span.first(SPANS), false);

    private static Pieces pieces(long callsInASpan) {
        return new Pieces(
                Optional.empty(),
                List.of(ALL),
                _ ->
                        (_, first, last) ->
                                new Guide.Spots(
                                        LongStream.iterate(last, span -> span >= first, s -> s - 1)
                                                .mapToObj(s -> new Guide.Spot(s, callsInASpan))
                                                .toList(),
                                        first));
    }

    private static long spans(Pieces pieces) {
        Range range = pieces.next().orElseThrow().range();
        return Span.of(range.below()) - Span.of(range.from());
    }

    @Test
    void aPieceIsShorterAfterOneThatTookLong() {
        Pieces pieces = pieces(0);
        long before = spans(pieces);
        pieces.took(Duration.ofMillis(101).toNanos());
        assertThat(spans(pieces)).isEqualTo(before / 2);
        for (int i = 0; i < 10; i++) {
            pieces.took(Duration.ofSeconds(1).toNanos());
        }
        assertThat(spans(pieces)).isEqualTo(1);
    }

    @Test
    void aPieceIsLongerAfterOneThatWasQuick() {
        Pieces pieces = pieces(0);
        long before = spans(pieces);
        pieces.took(Duration.ofMillis(50).toNanos());
        assertThat(spans(pieces)).isEqualTo(before);
        pieces.took(Duration.ofMillis(19).toNanos());
        assertThat(spans(pieces)).isEqualTo(2 * before);
    }

    @Test
    void aPieceIsShorterWhereThereAreMoreCalls() {
        Pieces pieces = pieces(1_000);
        assertThat(spans(pieces)).isEqualTo(2);
        pieces.took(Duration.ofSeconds(1).toNanos());
        assertThat(spans(pieces)).isEqualTo(1);
    }

    @Test
    void piecesLeaveNothingOut() {
        Pieces pieces = pieces(0);
        long end = ALL.below();
        for (var piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
            assertThat(piece.get().range().below()).isEqualTo(end);
            end = pieces.end(piece.get());
            pieces.took(0);
        }
        assertThat(end).isZero();
    }

    /** One id in so many is taken; of those a piece has at most as many as it asks for. */
    private static Pieces cut(long each) {
        return new Pieces(
                Optional.empty(),
                List.of(ALL),
                _ ->
                        (_, first, last) ->
                                new Guide.Spots(
                                        LongStream.iterate(last, span -> span >= first, s -> s - 1)
                                                .mapToObj(s -> new Guide.Spot(s, 0))
                                                .toList(),
                                        first),
                (range, most) ->
                        Optional.of(range.below() - most * each).filter(id -> id > range.from()));
    }

    @Test
    void aSpanOfManyIsCutByTheirNumber() {
        long each = Span.first(1) / 250_000;
        Pieces pieces = cut(each);
        Range first = pieces.next().orElseThrow().range();
        pieces.took(Duration.ofMillis(101).toNanos());
        Range second = pieces.next().orElseThrow().range();
        assertThat(first).isEqualTo(new Range(ALL.below() - 2000 * each, ALL.below(), false));
        assertThat(second).isEqualTo(new Range(first.from() - 1000 * each, first.from(), false));
    }

    @Test
    void piecesThatAreCutLeaveNothingOut() {
        Pieces pieces = cut(Span.first(1) / 10);
        long end = ALL.below();
        for (var piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
            assertThat(piece.get().range().below()).isEqualTo(end);
            end = pieces.end(piece.get());
            pieces.took(Duration.ofMillis(101).toNanos());
        }
        assertThat(end).isZero();
    }
}
