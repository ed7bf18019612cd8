package dev.ringback.testkit.store.sightings;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Committed.Done;
import dev.ringback.kernel.model.Event;
import dev.ringback.testkit.store.RivalsContract;
import dev.ringback.testkit.store.Samples;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Of two changes that have seen the same, one is done, whoever commits them. */
public interface SightingRivalsContract extends RivalsContract {

    @Test
    default void oneOfTwoSeesAThingFirst() throws Exception {
        Samples samples = new Samples();
        meet(round -> new Duel(seen(samples, "k" + round), seen(samples, "k" + round)));
    }

    @Test
    default void oneOfTwoSeesManyThingsFirstInAnyOrder() throws Exception {
        Samples samples = new Samples();
        meet(round -> {
            String one = "a" + round;
            String both = "b" + round;
            String other = "c" + round;
            return new Duel(seen(samples, one, both, other), seen(samples, other, both));
        });
    }

    @Test
    default void oneOfTwoReplacesWhatHasExpired() throws Exception {
        Samples samples = new Samples();
        meet(round -> {
            Event old = samples.event();
            String value = "k" + round;
            done(Change.seen(SightingContract.seen(value, old, START.minusSeconds(60))));
            return new Duel(seen(samples, value), seen(samples, value));
        });
    }

    @Test
    default void oneOfTwoEndsACallWithWhatBothHaveSeen() throws Exception {
        Samples samples = new Samples();
        meet(round -> {
            return new Duel(
                    ended(samples).and(seen(samples, "k" + round)),
                    ended(samples).and(seen(samples, "k" + round)));
        });
    }

    @Test
    default void rivalsThatSeeTheSameThingsInAnyOrderDoNotBlockEachOther() throws Exception {
        Samples samples = new Samples();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                String one = "a" + round;
                String two = "b" + round;
                List<Change> there = List.of(seen(samples, one), seen(samples, two));
                List<Change> back = List.of(seen(samples, two), seen(samples, one));
                var barrier = new CyclicBarrier(2);
                Future<List<Committed>> forth =
                        threads.submit(() -> RivalsContract.meet(barrier, store(), there));
                Future<List<Committed>> reverse =
                        threads.submit(() -> RivalsContract.meet(barrier, rival(), back));
                assertThat(List.of(forth.get().get(0), reverse.get().get(1)))
                        .containsOnlyOnce(Done.ALL);
                assertThat(List.of(forth.get().get(1), reverse.get().get(0)))
                        .containsOnlyOnce(Done.ALL);
            }
        }
    }

    private Change ended(Samples samples) {
        Event event = samples.event();
        Call call = samples.call(event);
        done(accept(event, call));
        return attempted(call, new CallState.Succeeded(START));
    }

    private static Change seen(Samples samples, String... values) {
        Event event = samples.event();
        Change change = accept(event);
        for (String value : values) {
            change = change.and(Change.seen(SightingContract.seen(value, event)));
        }
        return change;
    }
}
