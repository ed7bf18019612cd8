package dev.ringback.testkit.store;

import static dev.ringback.testkit.store.Samples.START;
import static dev.ringback.testkit.store.Samples.accept;
import static dev.ringback.testkit.store.Samples.attempted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.EventQuery;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Only what is finished and old is forgotten. */
public interface PruneContract extends StoreUnderTest {

    @Test
    default void oldEventsGoWithTheirCallsAndAttempts() {
        Samples samples = new Samples();
        Event old = samples.event(ProjectId.DEFAULT, "a.b", START.minusMillis(1));
        Event young = samples.event(ProjectId.DEFAULT, "a.b", START);
        Call call = samples.call(old);
        Call dead = samples.call(old);
        Call kept = samples.call(young);
        done(accept(old, call, dead));
        done(accept(young, kept));
        done(attempted(call, new CallState.Succeeded(START)));
        done(attempted(dead, new CallState.Dead(START, "gone")));
        done(attempted(kept, new CallState.Succeeded(START)));
        assertThat(store().prune(START, START, 10)).isEqualTo(1);
        assertThat(store().event(old.sequence())).isEmpty();
        assertThat(store().call(call.project(), call.id())).isEmpty();
        assertThat(store().attempts(call.id())).isEmpty();
        assertThat(store().attempts(dead.id())).isEmpty();
        assertThat(store().event(young.sequence())).contains(young);
        assertThat(store().attempts(kept.id())).hasSize(1);
        assertThat(store().prune(START, START, 10)).isZero();
    }

    @Test
    default void aTypeOfWhichAllWasForgottenIsFoundAgain() {
        Samples samples = new Samples();
        for (int round = 0; round < 3; round++) {
            Event event = samples.event(ProjectId.DEFAULT, "rare.type", START);
            done(accept(event));
            assertThat(events(ofType("rare.type"))).containsExactly(event);
            assertThat(store().prune(START.plusSeconds(1), START, 10)).isEqualTo(1);
            assertThat(events(ofType("rare.type"))).isEmpty();
        }
    }

    private static EventQuery ofType(String type) {
        return new EventQuery(
                ProjectId.DEFAULT,
                Optional.of(type),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                10);
    }

    @Test
    default void anEventWithAWaitingCallStays() {
        Samples samples = new Samples();
        Event old = samples.event(ProjectId.DEFAULT, "a.b", START.minusSeconds(60));
        Call finished = samples.call(old);
        Call waiting = samples.call(old);
        done(accept(old, finished, waiting));
        done(attempted(finished, new CallState.Succeeded(START)));
        assertThat(store().prune(START, START, 10)).isZero();
        assertThat(store().attempts(finished.id())).hasSize(1);
        done(attempted(waiting, new CallState.Succeeded(START)));
        assertThat(store().prune(START, START, 10)).isEqualTo(1);
    }

    @Test
    default void noMoreThanTheLimitGoesAtOnce() {
        Samples samples = new Samples();
        for (int i = 0; i < 7; i++) {
            done(accept(samples.event()));
        }
        assertThat(store().prune(START.plusSeconds(1), START, 5)).isEqualTo(5);
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 10))).hasSize(2);
        assertThat(store().prune(START.plusSeconds(1), START, 5)).isEqualTo(2);
    }

    @Test
    default void whatHasAnIdOfAnotherTimeGoesByItsOwn() {
        Instant old = START.minusMillis(1);
        for (int seconds : Samples.STEPS) {
            done(accept(Samples.told(old.plusSeconds(seconds), old)));
            done(accept(Samples.told(START.plusSeconds(seconds), START)));
        }
        assertThat(store().prune(START, START, 100)).isEqualTo(Samples.STEPS.size());
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 100)))
                .hasSize(Samples.STEPS.size())
                .allMatch(event -> event.acceptedAt().equals(START));
    }

    @Test
    default void aLaterMomentTakesMoreThoughAnEarlierOneIsNotDone() {
        Samples samples = new Samples();
        for (int i = 0; i < 4; i++) {
            done(accept(samples.event(ProjectId.DEFAULT, "a.b", START.plusSeconds(i))));
        }
        assertThat(store().prune(START.plusSeconds(2), START, 1)).isEqualTo(1);
        assertThat(store().prune(START.plusSeconds(4), START, 10)).isEqualTo(3);
    }

    @Test
    default void expiredDocumentsGo() {
        Document expired = DocumentContract.endpoint("ep_1").until(START.minusMillis(1));
        Document soon = DocumentContract.endpoint("ep_2").until(START);
        Document forever = DocumentContract.endpoint("ep_3");
        done(Change.put(expired, soon, forever));
        assertThat(store().prune(START, START, 10)).isZero();
        assertThat(store().documents("endpoint")).containsExactlyInAnyOrder(soon, forever);
        done(Change.put(DocumentContract.endpoint("ep_1")));
    }

    @Test
    default void allExpiredDocumentsGoHoweverManyThereAre() {
        for (int i = 0; i < 7; i++) {
            done(Change.put(DocumentContract.endpoint("ep_" + i).until(START.minusMillis(1))));
        }
        assertThat(store().prune(START, START, 3)).isZero();
        assertThat(store().documents("endpoint")).isEmpty();
    }

    @Test
    default void aPrunedIdMayComeAgain() {
        Samples samples = new Samples();
        done(accept(samples.given("order-1")));
        assertThat(store().prune(START.plusSeconds(1), START, 10)).isEqualTo(1);
        Event again = Samples.carrying(samples.given("order-1"), Payload.of("again"));
        done(accept(again));
        assertThat(store().event(again.project(), again.id())).contains(again);
    }
}
