package dev.ringback.testkit.store.erasing;

import static dev.ringback.testkit.store.Samples.LANE;
import static dev.ringback.testkit.store.Samples.OTHER;
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
import dev.ringback.kernel.port.CallCounts;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.testkit.store.Samples;
import dev.ringback.testkit.store.StoreUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A project is erased step by step, whatever state it is in, and no other is touched. */
public interface EraseContract extends StoreUnderTest {

    private List<Call> filled(Samples samples, ProjectId project, int events) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Event event = samples.event(project, "some.type", START.plusSeconds(i));
            Call waiting = samples.call(event);
            Call dead = samples.call(event);
            done(accept(event, waiting, dead));
            done(attempted(dead, new CallState.Dead(START, "gone")));
            calls.addAll(List.of(waiting, dead));
        }
        done(Change.put(Document.create("endpoint", project, "ep_1", Payload.of("{}"))));
        done(Change.put(Document.create("file", project, "f_1", Payload.of("xyz"))));
        return calls;
    }

    @Test
    default void callsGoFirstThenEventsAndNoMoreThanTheLimitAtOnce() {
        Samples samples = new Samples();
        List<Call> calls = filled(samples, OTHER, 3);
        List<Integer> steps = new ArrayList<>();
        do {
            steps.add(store().erase(OTHER, 4));
        } while (steps.getLast() > 0);
        assertThat(steps).containsExactly(4, 2, 3, 0);
        assertThat(events(EventQuery.of(OTHER, 10))).isEmpty();
        assertThat(calls)
                .allSatisfy(call -> {
                    assertThat(store().call(OTHER, call.id())).isEmpty();
                    assertThat(store().attempts(call.id())).isEmpty();
                    assertThat(store().event(call.event())).isEmpty();
                });
        assertThat(backlog()).isEmpty();
    }

    @Test
    default void nothingOfAnotherProjectIsTouched() {
        Samples samples = new Samples();
        List<Call> kept = filled(samples, ProjectId.DEFAULT, 2);
        filled(samples, OTHER, 2);
        long bytes = store().storedBytes(ProjectId.DEFAULT);
        CallCounts counts = store().counts(ProjectId.DEFAULT, "delivery", LANE);

        while (store().erase(OTHER, 100) > 0) {
            // The rest.
        }

        assertThat(store().storedBytes(ProjectId.DEFAULT)).isEqualTo(bytes);
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", LANE)).isEqualTo(counts);
        assertThat(events(EventQuery.of(ProjectId.DEFAULT, 10))).hasSize(2);
        assertThat(kept)
                .allSatisfy(
                        call -> assertThat(store().call(ProjectId.DEFAULT, call.id())).isPresent());
        assertThat(store().attempts(kept.get(1).id())).hasSize(1);
        assertThat(store().documents(ProjectId.DEFAULT, 10)).isNotEmpty();
        reopen();
        assertThat(store().counts(ProjectId.DEFAULT, "delivery", LANE)).isEqualTo(counts);
    }

    @Test
    default void whatIsErasedIsCountedNoMoreAndDocumentsAre() {
        Samples samples = new Samples();
        filled(samples, OTHER, 2);
        while (store().erase(OTHER, 3) > 0) {
            // The rest.
        }
        assertThat(store().counts(OTHER, "delivery", LANE)).isEqualTo(CallCounts.NONE);
        assertThat(store().storedBytes(OTHER)).isEqualTo(5);
        assertThat(store().documents(OTHER, 10)).isNotEmpty();
        Event late = samples.event(OTHER, "some.type", START);
        done(accept(late, samples.call(late)));
        assertThat(store().counts(OTHER, "delivery", LANE)).isEqualTo(new CallCounts(1, 0, 0, 0));
        assertThat(store().erase(OTHER, 10)).isEqualTo(1);
        assertThat(store().erase(OTHER, 10)).isEqualTo(1);
        assertThat(store().erase(OTHER, 10)).isZero();
        assertThat(store().storedBytes(OTHER)).isEqualTo(5);
    }

    @Test
    default void allDocumentsOfAProjectAreFoundInPages() {
        for (int i = 0; i < 7; i++) {
            done(Change.put(Document.create("kind" + i % 3, OTHER, "d" + i, Payload.of("{}"))));
            done(
                    Change.put(
                            Document.create(
                                    "kind" + i % 3, ProjectId.DEFAULT, "d" + i, Payload.of("1"))));
        }
        List<Document> gone = new ArrayList<>();
        List<Document> page = store().documents(OTHER, 2);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            done(Change.delete(page.toArray(Document[]::new)));
            gone.addAll(page);
            page = store().documents(OTHER, 2);
        }
        assertThat(gone).hasSize(7).allMatch(each -> each.project().equals(OTHER));
        assertThat(store().documents(ProjectId.DEFAULT, 10)).isNotEmpty();
        assertThat(store().storedBytes(OTHER)).isZero();
    }

    @Test
    default void largeDocumentsComeFewAtATime() {
        Payload large = Payload.of("x".repeat(3 * 1024 * 1024));
        for (int i = 0; i < 3; i++) {
            done(Change.put(Document.create("file-part", OTHER, "p" + i, large)));
        }
        int found = 0;
        List<Document> page = store().documents(OTHER, 100);
        while (!page.isEmpty()) {
            found += page.size();
            done(Change.delete(page.toArray(Document[]::new)));
            page = store().documents(OTHER, 100);
        }
        assertThat(found).isEqualTo(3);
    }
}
