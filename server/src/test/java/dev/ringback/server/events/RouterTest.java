package dev.ringback.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Arrived;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.endpoints.EndpointDraft;
import dev.ringback.server.endpoints.Endpoints;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.filters.Filters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final Instant NOW = Samples.NOON;

    /** Costs as much as anything can. */
    private static final String ENDLESS =
            "[1,2,3,4,5,6,7,8,9,10].all(a, ".repeat(6) + "true" + ")".repeat(6);

    private final AtomicLong ids = new AtomicLong();

    private Router router(Endpoint... endpoints) {
        return new Router(Samples.registry(endpoints), ids::incrementAndGet, Samples.filters());
    }

    private static List<String> lanes(Change change) {
        return change.calls().stream().map(call -> call.lane().value()).toList();
    }

    @Test
    void anEventGoesToEveryEndpointThatWantsIt() {
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("generations").types("generation.*").make(),
                        EndpointDraft.of("two").types("order.*", "*.completed").make(),
                        EndpointDraft.of("orders").types("order.*").make(),
                        EndpointDraft.of("success").filter("data.state == 'Success'").make(),
                        EndpointDraft.of("failure").filter("data.state == 'Failed'").make(),
                        EndpointDraft.of("broken").filter("data.none.at.all").make(),
                        EndpointDraft.of("paused").make().paused(NOW),
                        EndpointDraft.of("disabled").make().disabled("by hand", NOW),
                        EndpointDraft.of("foreign").project("other").make());

        Change change =
                router.publish(
                        List.of(Samples.event("generation.completed", "{\"state\":\"Success\"}")));

        assertThat(lanes(change)).containsExactly("all", "generations", "paused", "success", "two");
    }

    @Test
    void aCallCarriesItsEventAndIsDueAtOnce() {
        Event event = Samples.event("order.paid", "{}");

        Change change = router(EndpointDraft.of("a").make()).publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        Call call = change.calls().getFirst();
        assertThat(call.kind()).isEqualTo("delivery");
        assertThat(call.event()).isEqualTo(event.sequence());
        assertThat(call.project()).isEqualTo(ProjectId.DEFAULT);
        assertThat(call.state()).isEqualTo(new CallState.Waiting(event.acceptedAt()));
        assertThat(change.puts()).isEmpty();
    }

    @Test
    void anEventOfAJobThatNamedAWebhookGoesThereOnly() {
        Event event = Samples.event("prediction.started", "{}");
        LaneId lane = new LaneId("direct:default:1");

        Change change = router(EndpointDraft.of("all").make()).address(event, lane);

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).hasSize(1);
        Call call = change.calls().getFirst();
        assertThat(call.kind()).isEqualTo("delivery");
        assertThat(call.lane()).isEqualTo(lane);
        assertThat(call.event()).isEqualTo(event.sequence());
    }

    @Test
    void whatIsSupersededGoesToNobodyWhoSkipsIt() {
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("newest").skipSuperseded().make());
        Event event = Samples.event("order.paid", "{}");
        Arrived late = new Arrived("src_1", "k", OptionalLong.empty(), true, Payload.EMPTY);
        Arrived first = new Arrived("src_1", "k", OptionalLong.empty(), false, Payload.EMPTY);

        assertThat(lanes(router.publish(List.of(event)))).containsExactly("all", "newest");
        assertThat(lanes(router.publish(List.of(event.from(first)))))
                .containsExactly("all", "newest");
        assertThat(lanes(router.publish(List.of(event.from(late))))).containsExactly("all");
    }

    @Test
    void deliveriesAboutOneSubjectAreOfOneSeriesWhereTheReceiverAsksForTheirOrder() {
        Router router =
                router(
                        EndpointDraft.of("free").make(),
                        EndpointDraft.of("ordered").bySubject().make());
        LaneId free = new LaneId("free");
        LaneId ordered = new LaneId("ordered");
        Event event = Samples.event(1, "order.paid", "order-17", Event.JSON, Payload.of("{}"));

        OptionalLong series = router.series(ordered, event.subject());
        assertThat(router.publish(List.of(event)).calls())
                .extracting(Call::series)
                .containsExactly(OptionalLong.empty(), series);
        assertThat(series).isPresent().isNotEqualTo(router.series(ordered, "another"));
        assertThat(router.address(event, ordered).calls().getFirst().series()).isEqualTo(series);
        assertThat(router.series(free, event.subject())).isEmpty();
        assertThat(router.series(ordered, "")).isEmpty();
    }

    @Test
    void whatTheServerKeepsForItselfGoesToNobody() {
        Event event = Samples.event(InternalEvents.type("batch.line.completed"), "{}");
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("named").types(event.type()).make());

        Change change = router.publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).isEmpty();
        assertThat(InternalEvents.is("batch.completed")).isFalse();
    }

    @Test
    void whatGoesWrongIsToldToThoseThatNameIt() {
        Router router =
                router(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("deads").types("*.dead", "**").make(),
                        EndpointDraft.of("deliveries").types("order.*", "delivery.*").make(),
                        EndpointDraft.of("endpoints").types("endpoint.*").make(),
                        EndpointDraft.of("exact").types("delivery.dead").make());

        assertThat(lanes(router.publish(List.of(Samples.event("delivery.dead", "{}")))))
                .containsExactly("deliveries", "exact");
        assertThat(lanes(router.publish(List.of(Samples.event("endpoint.disabled", "{}")))))
                .containsExactly("endpoints");
        // A shop that delivers things has such types of its own.
        assertThat(lanes(router.publish(List.of(Samples.event("delivery.shipped", "{}")))))
                .containsExactly("all", "deads", "deliveries");
    }

    @Test
    void anEventThatNobodyWantsIsKeptAllTheSame() {
        Event event = Samples.event("order.paid", "{}");

        Change change = router().publish(List.of(event));

        assertThat(change.events()).containsExactly(event);
        assertThat(change.calls()).isEmpty();
    }

    @Test
    void anAddressedEventGoesToItsEndpointOnly() {
        Endpoint addressee = EndpointDraft.of("a").types("nothing").make();
        Router router = router(addressee, EndpointDraft.of("b").make());

        assertThat(lanes(router.address(Samples.event("order.paid", "{}"), addressee.lane())))
                .containsExactly("a");
    }

    @Test
    void aChangedEndpointIsRoutedByItsNewTypes() {
        Endpoint before = EndpointDraft.of("a").types("order.*").make();
        Endpoints registry = Samples.registry(before);
        Router router = new Router(registry, ids::incrementAndGet, Samples.filters());
        Event event = Samples.event("order.paid", "{}");
        assertThat(lanes(router.publish(List.of(event)))).containsExactly("a");

        registry.applied(before.disabled("by hand", NOW));
        assertThat(lanes(router.publish(List.of(event)))).isEmpty();

        registry.applied(EndpointDraft.of("b").make());
        assertThat(lanes(router.publish(List.of(event)))).containsExactly("b");

        registry.removed("b");
        assertThat(lanes(router.publish(List.of(event)))).isEmpty();
    }

    @Test
    void aThousandCallsFitInOneChange() {
        Change change = router(many(1_000)).publish(List.of(Samples.event("t", "{}")));

        assertThat(change.calls()).hasSize(1_000);
        assertThat(change.puts()).isEmpty();
    }

    @Test
    void theRestOfALargerFanOutIsLeftBehindACursor() {
        Change change = router(many(1_001)).publish(List.of(Samples.event("t", "{}")));

        assertThat(change.calls()).hasSize(1_000);
        assertThat(change.puts()).hasSize(1);
        var cursor = change.puts().getFirst();
        assertThat(cursor.kind()).isEqualTo("fanout");
        assertThat(cursor.id()).isEqualTo("0000000000001");
        assertThat(cursor.body().text()).isEqualTo("e00999");
    }

    @Test
    void aBatchOfManyLargeFanOutsIsBounded() {
        List<Event> events = new ArrayList<>();
        IntStream.range(0, 12).forEach(i -> events.add(Samples.event("t", "{}")));

        Change change = router(many(1_000)).publish(events);

        assertThat(change.events()).hasSize(12);
        assertThat(change.calls()).hasSize(10_000);
        assertThat(change.puts()).extracting(put -> put.body().text()).containsExactly("", "");
    }

    @Test
    void madeUpTypesDoNotFillTheMemory() {
        Router router = router(EndpointDraft.of("a").types("type.*").make());
        for (int i = 0; i < 3_000; i++) {
            Event event = Samples.event("type.n" + i, "{}");
            assertThat(lanes(router.publish(List.of(event)))).containsExactly("a");
        }
        assertThat(lanes(router.publish(List.of(Samples.event("other", "{}"))))).isEmpty();
    }

    @Test
    void whoHasAFilterIsLeftBehindACursorOfItsOwnWhileFiltersAreOff() {
        Endpoints registry =
                Samples.registry(
                        EndpointDraft.of("all").make(),
                        EndpointDraft.of("some").filter("data.n == 1").make());
        Router router = new Router(registry, ids::incrementAndGet, new Filters(false, _ -> {}));

        Change change = router.publish(List.of(Samples.event("t", "{\"n\":1}")));

        assertThat(lanes(change)).containsExactly("all");
        assertThat(change.puts()).hasSize(1);
        assertThat(change.puts().getFirst().kind()).isEqualTo(FanOut.HELD);
        assertThat(change.puts().getFirst().body().text()).isEmpty();
    }

    @Test
    void whatATurnHasNoTimeForIsLeftBehindACursor() {
        Endpoint[] dear =
                IntStream.range(0, 20)
                        .mapToObj(i -> "e%02d".formatted(i))
                        .map(id -> EndpointDraft.of(id).filter(ENDLESS).make())
                        .toArray(Endpoint[]::new);

        Change change = router(dear).publish(List.of(Samples.event("t", "{}")));

        assertThat(change.calls()).isEmpty();
        assertThat(change.puts()).hasSize(1);
        var cursor = change.puts().getFirst();
        assertThat(cursor.kind()).isEqualTo(FanOut.KIND);
        assertThat(cursor.body().text()).isBetween("e01", "e15");
    }

    @Test
    void eventsOfOneRequestShareATurn() {
        Router router = router(EndpointDraft.of("dear").filter(ENDLESS).make());
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            events.add(Samples.event(i, "t", "", Event.JSON, Payload.of("{}")));
        }

        Change change = router.publish(events);

        assertThat(change.events()).hasSize(50);
        assertThat(change.puts()).hasSizeBetween(40, 49);
    }

    @Test
    void makingFiltersReadyTakesFromTheTurnToo() {
        Endpoint[] receivers =
                IntStream.rangeClosed(1, 100)
                        .mapToObj(i ->
                                EndpointDraft.of("e%03d".formatted(i)).filter("data.n != -" + i))
                        .map(EndpointDraft::make)
                        .toArray(Endpoint[]::new);
        Router router = router(receivers);
        Event event = Samples.event("t", "{\"n\":1}");

        assertThat(router.publish(List.of(event)).puts()).hasSize(1);

        for (int i = 0; i < 5; i++) {
            router.publish(List.of(event));
        }
        Change ready = router.publish(List.of(event));
        assertThat(ready.puts()).isEmpty();
        assertThat(ready.calls()).hasSize(receivers.length);
    }

    @Test
    void readingWhatAFilterLooksAtTakesFromTheTurnToo() {
        Router router = router(EndpointDraft.of("a").filter("data.b[0] == 0").make());
        Payload payload = Payload.of("{\"b\":[0" + ",0".repeat(4_900) + "]}");
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            events.add(Samples.event(i, "t", "", Event.JSON, payload));
        }

        Change change = router.publish(events);

        assertThat(change.calls()).hasSizeBetween(20, 45);
        assertThat(change.puts()).hasSize(50 - change.calls().size());
    }

    @Test
    void whatFiltersSayIsToldToWhoCounts() {
        List<String> said = new ArrayList<>();
        Router router =
                new Router(
                        Samples.registry(
                                EndpointDraft.of("a").filter("data.n == 1").make(),
                                EndpointDraft.of("b").filter("data.n == 2").make(),
                                EndpointDraft.of("c").filter("data.m == 1").make(),
                                EndpointDraft.of("d").filter(ENDLESS).make(),
                                EndpointDraft.of("e").make()),
                        ids::incrementAndGet,
                        new Filters(true, verdict -> said.add(verdict.word())));

        router.publish(List.of(Samples.event("t", "{\"n\":1}")));

        assertThat(said).containsExactly("match", "no_match", "failed", "ran_out");
    }

    private static Endpoint[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EndpointDraft.of("e%05d".formatted(i)).make())
                .toArray(Endpoint[]::new);
    }
}
