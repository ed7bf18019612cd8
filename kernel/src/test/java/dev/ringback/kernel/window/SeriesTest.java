package dev.ringback.kernel.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Samples;
import dev.ringback.kernel.window.Series.Lookup;
import dev.ringback.kernel.window.Series.Turn;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of a series one call is first, until it has ended and the disk has said which comes next. */
final class SeriesTest {

    private final Series series = new Series();

    private static Call call(long id) {
        return Samples.call(id).in(OptionalLong.of(7));
    }

    private void begin(Call call) {
        series.known(Stream.of());
        assertThat(series.turn(call)).isEqualTo(Turn.COME);
        series.begun(call);
    }

    @Test
    void whoComesBehindWaitsUntilItIsFound() {
        begin(call(1));
        assertThat(series.turn(call(1))).isEqualTo(Turn.COME);
        assertThat(series.turn(call(2))).isEqualTo(Turn.BEHIND);
        series.left(call(2));
        series.ended(call(1).id());
        assertThat(series.turn(call(2))).as("not before it was looked for").isEqualTo(Turn.BEHIND);
        Lookup lookup = series.lookup().orElseThrow();
        assertThat(lookup.series()).hasValue(7);
        assertThat(series.found(lookup, List.of(call(2), call(3)))).contains(call(2));
        assertThat(series.turn(call(2))).isEqualTo(Turn.COME);
        series.ended(call(2).id());
        assertThat(series.lookup()).as("another was seen behind it").isPresent();
    }

    @Test
    void nobodyIsLookedForBehindWhomNobodyWasLeft() {
        begin(call(1));
        series.ended(call(1).id());
        assertThat(series.lookup()).isEmpty();
        assertThat(series.turn(call(2))).isEqualTo(Turn.COME);
        assertThat(series.haveLeft()).isFalse();
    }

    @Test
    void whoIsLeftWhileTheDiskIsReadIsLookedForAgain() {
        begin(call(1));
        series.left(call(2));
        series.ended(call(1).id());
        Lookup lookup = series.lookup().orElseThrow();
        series.left(call(3));
        assertThat(series.found(lookup, List.of())).isEmpty();
        Lookup again = series.lookup().orElseThrow();
        assertThat(series.found(again, List.of(call(3)))).contains(call(3));
    }

    @Test
    void whoEndedUnseenHoldsNobodyUpOnceItIsDoubted() {
        begin(call(1));
        series.left(call(2));
        series.doubt(Set.of(call(1).id()));
        assertThat(series.lookup()).as("it runs, so it is known").isEmpty();
        series.doubt(Set.of());
        assertThat(series.turn(call(1)))
                .as("nobody comes before the disk has said")
                .isEqualTo(Turn.BEHIND);
        Lookup lookup = series.lookup().orElseThrow();
        assertThat(series.found(lookup, List.of(call(2)))).contains(call(2));
        assertThat(series.turn(call(2))).isEqualTo(Turn.COME);
    }

    @Test
    void whoEndedWhileTheDiskWasReadIsNotTakenForTheNext() {
        begin(call(1));
        series.left(call(2));
        series.ended(call(1).id());
        Lookup lookup = series.lookup().orElseThrow();
        series.ended(call(2).id());
        assertThat(series.found(lookup, List.of(call(2), call(3)))).isEmpty();
        Lookup again = series.lookup().orElseThrow();
        assertThat(series.found(again, List.of(call(3)))).contains(call(3));
    }

    @Test
    void whatCouldNotBeReadIsReadAgain() {
        Lookup failing = series.lookup().orElseThrow();
        assertThat(failing.series()).isEmpty();
        assertThat(series.isKnown()).isFalse();
        assertThat(series.lookup()).isEmpty();
        series.abandoned(failing);
        Lookup again = series.lookup().orElseThrow();
        series.found(again, Map.of(7L, List.of(new CallId(1), new CallId(2))), true);
        assertThat(series.isKnown()).isTrue();
        assertThat(series.turn(call(3))).isEqualTo(Turn.BEHIND);
        assertThat(series.turn(call(1))).isEqualTo(Turn.COME);
        series.ended(new CallId(1));
        assertThat(series.lookup()).as("another fails").isPresent();
    }

    @Test
    void whatIsFoundForAnOrderThatHoldsNoMoreIsForgotten() {
        begin(call(1));
        series.left(call(2));
        series.ended(call(1).id());
        Lookup lookup = series.lookup().orElseThrow();
        series.forget();
        assertThat(series.found(lookup, List.of(call(2)))).isEmpty();
        assertThat(series.turn(call(2))).isEqualTo(Turn.COME);
    }

    @Test
    void endsThatAreTooManyToBeRememberedHaveTheDiskReadAgain() {
        begin(call(1));
        series.left(call(2));
        series.ended(call(1).id());
        Lookup lookup = series.lookup().orElseThrow();
        for (long id = 100; id < 2_000; id++) {
            series.ended(new CallId(id));
        }
        assertThat(series.found(lookup, List.of(call(2)))).isEmpty();
        assertThat(series.lookup()).isPresent();
    }

    @Test
    void onlySoManySeriesAreUnderWay() {
        series.known(Stream.of());
        for (long id = 0; id < Series.MOST; id++) {
            series.begun(Samples.call(id).in(OptionalLong.of(id)));
        }
        Call more = Samples.call(Series.MOST).in(OptionalLong.of(-1));
        assertThat(series.turn(more)).isEqualTo(Turn.LATER);
        assertThat(series.turn(Samples.call(Series.MOST + 1))).isEqualTo(Turn.COME);
        series.ended(new CallId(3));
        assertThat(series.turn(more)).isEqualTo(Turn.COME);
    }

    @Test
    void ofMoreThatFailThanAreKnownTheOthersAreLookedForWhenSomeHaveEnded() {
        Lookup lookup = series.lookup().orElseThrow();
        series.found(lookup, Map.of(1L, List.of(new CallId(1)), 2L, List.of(new CallId(2))), false);
        series.ended(new CallId(1));
        assertThat(series.isKnown()).isFalse();
        assertThat(series.lookup().orElseThrow().series()).isEmpty();
    }
}
